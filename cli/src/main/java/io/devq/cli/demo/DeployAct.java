package io.devq.cli.demo;

import io.devq.base.DeploymentId;
import io.devq.base.Problem;
import io.devq.cli.screen.Fields;
import io.devq.client.Call;
import io.devq.protocol.Deployments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Hosts in all regions get the build from each other, switch to it a few at a time, and answer
/// with it.
final class DeployAct implements Act {

  private static final Duration ROLLS = Duration.ofMinutes(2);
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "ROLLED_BACK", "ABORTED", "FAILED");

  private final Hosts hosts;

  DeployAct(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    DemoScreen screen = stage.screen();
    String build = stage.findings().buildId();
    screen.act("Nine hosts fetch it from each other and switch to it");
    hosts.awaitStart();
    screen.done(hosts.count() + " hosts are up, each a process of its own", hosts.command());
    Deployments.Deployment ended = deploy(stage, build);
    require(ended, "SUCCEEDED");
    for (String region : Regions.NAMES) {
      SwarmTree.draw(region, hostsOf(ended)).forEach(screen::result);
    }
    Deployments.Totals totals = totals(ended);
    screen.done(
        Fields.bytes(totals.bytesTotal())
            + " were fetched: "
            + Fields.bytes(totals.bytesFromStore())
            + " from the three stores, "
            + Fields.bytes(totals.bytesFromPeers())
            + " from other hosts");
    showAnswers(screen);
    stage
        .findings()
        .found(
            new DemoReport.Deployment(
                ended.id().text(),
                ended.state(),
                totals.hosts(),
                totals.healthy(),
                totals.bytesTotal(),
                totals.bytesFromStore(),
                totals.bytesFromPeers()));
  }

  /// Deploys a build and waits for the end, showing how far it is.
  static Deployments.Deployment deploy(DemoStage stage, String build) throws InterruptedException {
    JsonNode started = stage.client().deploys().start(Map.of("service", "shop", "build", build));
    DeploymentId id = DeploymentId.parse(Fields.text(started, "id"));
    stage
        .screen()
        .done("deployment " + id + " has begun", "devq deploy shop " + build + " --follow");
    return stage.await("the end of the deployment", ROLLS, () -> ended(stage, id));
  }

  private static Optional<Deployments.Deployment> ended(DemoStage stage, DeploymentId id)
      throws InterruptedException {
    Deployments.Deployment now =
        stage
            .client()
            .transport()
            .send(Call.get("/deployments/" + id), Deployments.Deployment.class);
    long healthy = hostsOf(now).stream().filter(host -> host.state().equals("HEALTHY")).count();
    stage
        .screen()
        .waiting(now.state() + ", " + healthy + " of " + hostsOf(now).size() + " hosts healthy");
    return Optional.of(now).filter(deployment -> FINAL.contains(deployment.state()));
  }

  /// Checks how a deployment ended.
  ///
  /// @throws Problem `deployment_ended_otherwise`
  static void require(Deployments.Deployment ended, String state) {
    if (!ended.state().equals(state)) {
      throw Problem.of(
          Problem.Kind.INTERNAL,
          "deployment_ended_otherwise",
          "The deployment "
              + ended.id()
              + " ended "
              + ended.state()
              + " instead of "
              + state
              + ": "
              + ended.reason());
    }
  }

  /// The sums over the hosts of a deployment.
  static Deployments.Totals totals(Deployments.Deployment deployment) {
    Deployments.Totals totals = deployment.totals();
    return totals == null ? new Deployments.Totals(0, 0, 0, 0, 0) : totals;
  }

  private static List<Deployments.HostProgress> hostsOf(Deployments.Deployment deployment) {
    List<Deployments.HostProgress> hosts = deployment.hosts();
    return hosts == null ? List.of() : hosts;
  }

  private void showAnswers(DemoScreen screen) throws InterruptedException {
    for (Map.Entry<String, String> answer : hosts.answers().entrySet()) {
      screen.detail(
          answer.getKey()
              + "  "
              + answer.getValue()
              + "  "
              + screen.style().dim("$ curl http://127.0.0.1:" + hosts.port(answer.getKey())));
    }
  }
}
