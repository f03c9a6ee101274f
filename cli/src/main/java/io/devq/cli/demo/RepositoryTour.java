package io.devq.cli.demo;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.cli.builds.Artifacts;
import io.devq.cli.builds.ProposedPipeline;
import io.devq.cli.screen.Fields;
import io.devq.protocol.Deployments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The user's own repository on the same way: its commit is built, its artifacts go to three
/// regions and come back verified. The repository itself is only read.
final class RepositoryTour {

  private static final Duration COPIES = Duration.ofMinutes(5);

  private RepositoryTour() {}

  /// Plays it.
  ///
  /// @throws Problem `not_a_repository`, `no_pipeline`, or what went wrong on the way
  static void play(DemoStage stage, Path repository) throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.title("DevQ: your repository, from commit to three regions", stage);
    GitRepository shown = copy(stage, repository);
    propose(stage, shown.work());
    Platform platform = new Platform(stage);
    platform.start("");
    screen.act("Your commit becomes a build");
    shown.announce(stage);
    String commit = new Git(stage.environment()).run(shown.work(), "rev-parse", "HEAD");
    JsonNode build = shown.pushAndFollow(stage, commit);
    stage.findings().found(PushAct.report(build));
    toRegions(stage, Fields.text(build, "id"));
    download(stage, build);
  }

  private static GitRepository copy(DemoStage stage, Path repository) throws InterruptedException {
    Git git = new Git(stage.environment());
    Path from = repository.toAbsolutePath().normalize();
    String name = name(from);
    Path work = stage.folder().sub("work").resolve(name);
    String branch;
    try {
      git.run(
          stage.folder().root(),
          "clone",
          "--quiet",
          "--no-hardlinks",
          from.toString(),
          work.toString());
      branch = git.run(work, "rev-parse", "--abbrev-ref", "HEAD");
    } catch (Problem refused) {
      throw Problem.invalid(
          "not_a_repository",
          from + " is no git repository with a commit in it: " + refused.message());
    }
    if (branch.equals("HEAD")) { // no branch is checked out there
      branch = "demo";
      git.run(work, "checkout", "--quiet", "-b", branch);
    }
    return new GitRepository(name, work, stage.folder().sub("git").resolve(name + ".git"), branch);
  }

  private static String name(Path folder) {
    String name = String.valueOf(folder.getFileName()).replaceAll("[^A-Za-z0-9_.-]", "-");
    return name.isEmpty() || name.startsWith(".") || name.startsWith("-") ? "repository" : name;
  }

  private static void propose(DemoStage stage, Path work) throws InterruptedException {
    Path file = work.resolve(ProposedPipeline.FILE);
    if (Files.exists(file)) {
      return;
    }
    ProposedPipeline proposed =
        ProposedPipeline.of(work)
            .orElseThrow(() ->
                Problem.invalid(
                    "no_pipeline",
                    "The repository has no .devq.yml, and no pom.xml, package.json or Makefile to propose one for."));
    try {
      Files.writeString(file, proposed.text());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Git git = new Git(stage.environment());
    git.run(work, "add", "--force", ProposedPipeline.FILE);
    git.run(work, "commit", "--quiet", "--no-verify", "--message", "Propose a pipeline");
    stage
        .screen()
        .done(
            "no .devq.yml yet; this one is proposed for "
                + proposed.tool()
                + ", in a copy of your repository",
            "devq init");
    proposed.text().lines().forEach(stage.screen()::log);
  }

  private static void toRegions(DemoStage stage, String build) throws InterruptedException {
    stage.screen().act("What it made goes to three regions");
    Deployments.Deployability copies =
        stage.await(
            "verified copies in all regions",
            COPIES,
            () -> Optional.of(Regions.of(stage, build)).filter(Deployments.Deployability::yes));
    for (Deployments.Replica copy : copies.replicas()) {
      stage
          .screen()
          .done(
              String.format(
                  "%-3s %s %s  %s",
                  copy.region(),
                  copy.state(),
                  Fields.bytes(copy.bytes()),
                  Fields.brief(copy.sha256().hex())));
    }
    int verified = (int) Regions.NAMES.stream().filter(name -> Regions.holds(copies, name)).count();
    stage.findings().found(new DemoReport.Replication(Regions.NAMES.size(), verified));
  }

  private static void download(DemoStage stage, JsonNode build) throws InterruptedException {
    stage.screen().act("And it comes back as it was made");
    BuildId id = BuildId.parse(Fields.text(build, "id"));
    Artifacts artifacts = new Artifacts(stage.client(), id);
    Path folder = stage.folder().sub("downloads");
    for (JsonNode artifact : artifacts.list()) {
      String name = Fields.text(artifact, "name");
      Path file = folder.resolve(String.valueOf(Path.of(name).getFileName()));
      try {
        artifacts.fetch(artifact, file);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      stage
          .screen()
          .done(
              name
                  + ", "
                  + Fields.bytes(Fields.number(artifact, "size"))
                  + ", SHA-256 "
                  + Fields.text(artifact, "sha256")
                  + " verified",
              "devq artifact get " + id + " " + name);
    }
  }
}
