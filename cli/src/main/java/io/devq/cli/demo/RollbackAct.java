package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.cli.screen.Fields;
import io.devq.protocol.Deployments;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A second commit turns out unhealthy on the first hosts, and is taken back by itself without a
/// byte being fetched.
final class RollbackAct implements Act {

  private static final Duration COPIES = Duration.ofMinutes(1);

  private final GitRepository shop;
  private final Hosts hosts;

  RollbackAct(GitRepository shop, Hosts hosts) {
    this.shop = shop;
    this.hosts = hosts;
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.act("A commit with a failing health check is rolled back by itself");
    Map<String, String> before = hosts.answers();
    SampleProgram.breakHealth(shop.work());
    JsonNode build = shop.pushAndFollow(stage, shop.commit(stage, "Be unwell"));
    String id = Fields.text(build, "id");
    stage.await(
        "its copies in all regions",
        COPIES,
        () -> Optional.of(Regions.of(stage, id)).filter(Deployments.Deployability::yes));
    Deployments.Deployment ended = DeployAct.deploy(stage, id);
    DeployAct.require(ended, "ROLLED_BACK");
    long fetched = DeployAct.totals(ended).bytesTotal();
    screen.done(
        "the deployment was ROLLED_BACK: " + firstLine(ended.reason()), "devq show " + ended.id());
    screen.done(
        "going back fetched " + Fields.bytes(fetched) + ": the hosts had kept the good build");
    Map<String, String> after = hosts.answers();
    if (!after.equals(before)) {
      throw Problem.of(
          Problem.Kind.INTERNAL,
          "not_rolled_back",
          "The hosts answer " + after + " instead of " + before + ".");
    }
    screen.done("all " + after.size() + " hosts answer with the good build again");
    stage
        .findings()
        .found(
            new DemoReport.Rollback(
                ended.state(),
                ended.activeBuild() == null ? null : ended.activeBuild().text(),
                fetched));
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
