package io.devq.cli.demo;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.cli.builds.BuildFollower;
import io.devq.cli.builds.HookScript;
import io.devq.cli.screen.Fields;
import io.devq.client.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A commit is pushed to a git repository, whose hook has it built.
final class PushAct implements Act {

  /// The repository's name in DevQ.
  static final String REPOSITORY = "shop";

  private static final Duration BUILD_APPEARS = Duration.ofSeconds(30);

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.act("A git push becomes a build");
    prepare(stage);
    String commit = commit(stage, "Sell apples");
    JsonNode build = pushAndFollow(stage, commit);
    List<DemoReport.Artifact> artifacts = artifacts(build);
    for (DemoReport.Artifact artifact : artifacts) {
      screen.done(
          "artifact "
              + artifact.name()
              + ", "
              + Fields.bytes(artifact.size())
              + ", SHA-256 "
              + artifact.sha256(),
          "devq artifact get " + Fields.text(build, "id") + " " + artifact.name());
    }
    stage
        .findings()
        .found(
            new DemoReport.Build(Fields.text(build, "id"), Fields.text(build, "state"), artifacts));
  }

  /// Makes the sample program, a bare repository with the hook, and makes it known to DevQ.
  private static void prepare(DemoStage stage) throws InterruptedException {
    Path work = stage.folder().sub("work/shop");
    Path bare = bare(stage);
    Git git = new Git(stage.environment());
    git.run(stage.folder().sub("git"), "init", "--quiet", "--bare", "-b", "main", bare.toString());
    SampleProgram.write(work);
    git.run(work, "init", "--quiet", "-b", "main");
    git.run(work, "remote", "add", "origin", bare.toString());
    stage.client().builds().register(REPOSITORY, bare.toString());
    writeHook(
        bare.resolve("hooks/post-receive"),
        HookScript.of(stage.client(), REPOSITORY, HookScript.command()));
    stage
        .screen()
        .done(
            "a git repository with a small Java program; its hook tells DevQ of every push",
            "devq repository add shop "
                + bare
                + " && devq repository hook-script shop > "
                + bare
                + "/hooks/post-receive");
  }

  /// Commits what has changed in the work folder.
  ///
  /// @return the commit's full name
  static String commit(DemoStage stage, String title) throws InterruptedException {
    Path work = stage.folder().sub("work/shop");
    Git git = new Git(stage.environment());
    git.run(work, "add", "--all");
    git.run(work, "commit", "--quiet", "--message", title);
    return git.run(work, "rev-parse", "HEAD");
  }

  /// Pushes, and shows the log of the build that comes of it.
  ///
  /// @return the build as it ended
  /// @throws Problem `build_not_succeeded`
  static JsonNode pushAndFollow(DemoStage stage, String commit) throws InterruptedException {
    DemoScreen screen = stage.screen();
    Path work = stage.folder().sub("work/shop");
    new Git(stage.environment()).run(work, "push", "--quiet", "origin", "main");
    screen.done(
        "commit " + Fields.brief(commit) + " pushed", "git -C " + work + " push origin main");
    BuildId id = stage.await("the build of the push", BUILD_APPEARS, () -> ofCommit(stage, commit));
    screen.done(
        "it is build " + id,
        "devq build --repo " + REPOSITORY + " --commit " + commit + " --follow");
    JsonNode build;
    try (LineStream log = new LineStream(screen::log)) {
      build = new BuildFollower(stage.client(), log).follow(id);
    }
    if (!Fields.text(build, "state").equals("SUCCEEDED")) {
      throw Problem.of(
          Problem.Kind.INTERNAL,
          "build_not_succeeded",
          "The build "
              + id
              + " ended "
              + Fields.text(build, "state")
              + ": "
              + Fields.text(build, "reason"));
    }
    screen.done("the build SUCCEEDED: its artifact is stored and was read back", "devq show " + id);
    return build;
  }

  private static Optional<BuildId> ofCommit(DemoStage stage, String commit)
      throws InterruptedException {
    JsonNode page =
        stage
            .client()
            .transport()
            .send(Call.get("/builds").query("repository", REPOSITORY), JsonNode.class);
    return Fields.items(page).stream()
        .filter(build -> Fields.text(build, "commit").equals(commit))
        .findFirst()
        .map(build -> BuildId.parse(Fields.text(build, "id")));
  }

  private static List<DemoReport.Artifact> artifacts(JsonNode build) {
    List<DemoReport.Artifact> artifacts = new ArrayList<>();
    for (JsonNode artifact : build.path("artifacts")) {
      artifacts.add(
          new DemoReport.Artifact(
              Fields.text(artifact, "name"),
              Fields.text(artifact, "sha256"),
              Fields.number(artifact, "size")));
    }
    return artifacts;
  }

  private static Path bare(DemoStage stage) {
    return stage.folder().sub("git").resolve("shop.git");
  }

  private static void writeHook(Path file, String script) {
    try {
      Files.writeString(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
