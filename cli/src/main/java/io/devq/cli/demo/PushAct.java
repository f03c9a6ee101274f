package io.devq.cli.demo;

import io.devq.cli.screen.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A commit is pushed to a git repository, whose hook has it built.
final class PushAct implements Act {

  private final GitRepository shop;

  /// @param shop the repository of the sample program, which is not made yet
  PushAct(GitRepository shop) {
    this.shop = shop;
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.act("A git push becomes a build");
    SampleProgram.write(shop.work());
    new Git(stage.environment()).run(shop.work(), "init", "--quiet", "-b", shop.branch());
    shop.announce(stage);
    JsonNode build = shop.pushAndFollow(stage, shop.commit(stage, "Sell apples"));
    DemoReport.Build report = report(build);
    for (DemoReport.Artifact artifact : report.artifacts()) {
      screen.done(
          "artifact "
              + artifact.name()
              + ", "
              + Fields.bytes(artifact.size())
              + ", SHA-256 "
              + artifact.sha256(),
          "devq artifact get " + report.id() + " " + artifact.name());
    }
    stage.findings().found(report);
  }

  /// The sample program's repository on a stage.
  static GitRepository shop(DemoStage stage) {
    Path work = stage.folder().sub("work/" + SampleProgram.NAME);
    Path bare = stage.folder().sub("git").resolve(SampleProgram.NAME + ".git");
    return new GitRepository(SampleProgram.NAME, work, bare, "main");
  }

  /// What is reported of a build.
  static DemoReport.Build report(JsonNode build) {
    List<DemoReport.Artifact> artifacts = new ArrayList<>();
    for (JsonNode artifact : build.path("artifacts")) {
      artifacts.add(
          new DemoReport.Artifact(
              Fields.text(artifact, "name"),
              Fields.text(artifact, "sha256"),
              Fields.number(artifact, "size")));
    }
    return new DemoReport.Build(Fields.text(build, "id"), Fields.text(build, "state"), artifacts);
  }
}
