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
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A git repository of the tour: a work folder, and the bare repository it is pushed to, whose hook
/// tells DevQ.
///
/// @param name what DevQ calls it
/// @param branch the branch that is pushed
record GitRepository(String name, Path work, Path bare, String branch) {

  private static final Duration BUILD_APPEARS = Duration.ofSeconds(30);

  /// Makes the bare repository with its hook, and makes it known to DevQ.
  void announce(DemoStage stage) throws InterruptedException {
    Git git = new Git(stage.environment());
    git.run(stage.folder().sub("git"), "init", "--quiet", "--bare", "-b", branch, bare.toString());
    git.run(work, "remote", "add", "devq", bare.toString());
    stage.client().builds().register(name, bare.toString());
    writeHook(HookScript.of(stage.client(), name, HookScript.command()));
    stage
        .screen()
        .done(
            "a git repository whose hook tells DevQ of every push",
            "devq repository add " + name + " " + bare + "; devq repository hook-script " + name);
  }

  /// Commits what has changed in the work folder.
  ///
  /// @return the commit's full name
  String commit(DemoStage stage, String title) throws InterruptedException {
    Git git = new Git(stage.environment());
    git.run(work, "add", "--all");
    git.run(work, "commit", "--quiet", "--message", title);
    return git.run(work, "rev-parse", "HEAD");
  }

  /// Pushes, and shows the log of the build that comes of it.
  ///
  /// @return the build as it ended
  /// @throws Problem `build_not_succeeded`
  JsonNode pushAndFollow(DemoStage stage, String commit) throws InterruptedException {
    DemoScreen screen = stage.screen();
    new Git(stage.environment()).run(work, "push", "--quiet", "devq", branch);
    screen.done(
        "commit " + Fields.brief(commit) + " pushed", "git -C " + work + " push devq " + branch);
    BuildId id = stage.await("the build of the push", BUILD_APPEARS, () -> ofCommit(stage, commit));
    screen.done(
        "it is build " + id, "devq build --repo " + name + " --commit " + commit + " --follow");
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
    screen.done("the build SUCCEEDED: what it made is stored and was read back", "devq show " + id);
    return build;
  }

  private Optional<BuildId> ofCommit(DemoStage stage, String commit) throws InterruptedException {
    Call call = Call.get("/builds").query("repository", name).query("commit", commit);
    return Fields.items(stage.client().transport().send(call, JsonNode.class)).stream()
        .findFirst()
        .map(build -> BuildId.parse(Fields.text(build, "id")));
  }

  private void writeHook(String script) {
    Path file = bare.resolve("hooks/post-receive");
    try {
      Files.createDirectories(bare.resolve("hooks"));
      Files.writeString(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
