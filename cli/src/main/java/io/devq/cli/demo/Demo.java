package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.process.Child;
import io.devq.cli.process.Jvm;
import io.devq.client.Call;
import io.devq.protocol.Access;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/// The guided tour, act by act.
final class Demo {

  private static final int AGENTS = 2;
  private static final int SLOTS = 2;
  private static final int HOSTS_PER_REGION = 3;
  private static final String LATE_REGION = "ap";
  private static final Duration AGENT_START = Duration.ofMinutes(1);
  private static final TypeReference<Views.Page<Views.Worker>> WORKERS = new TypeReference<>() {};

  private final DemoStage stage;

  Demo(DemoStage stage) {
    this.stage = stage;
  }

  /// Plays all acts.
  ///
  /// @return what was found out, also when an act broke off
  DemoReport play() throws InterruptedException {
    long begun = TimeSource.system().nanos();
    try {
      acts();
      return stage.findings().report(since(begun), null);
    } catch (Problem problem) {
      if (!stage.isClosing()) {
        stage.screen().line("");
        stage.screen().line("devq demo broke off: " + problem.message());
      }
      return stage.findings().report(since(begun), problem.message());
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(TimeSource.system().nanos() - begun);
  }

  private void acts() throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.line(
        screen.style().bold("DevQ: one commit, from push to nine hosts")
            + screen.style().dim("   in " + stage.folder().root()));
    screen.line(screen.style().dim("For the commands below: export DEVQ_DATA=" + stage.data()));
    stage.startServer();
    Regions regions = new Regions(stage);
    for (String region : Regions.NAMES) {
      regions.announce(region);
    }
    List<Child> agents = startAgents();
    Regions.NAMES.stream().filter(name -> !name.equals(LATE_REGION)).forEach(regions::start);
    stage.await("the agents", AGENT_START, this::agentsAreThere);
    screen.done(
        "a server with its own PostgreSQL and " + AGENTS + " agents are up",
        "devq up --data " + stage.data());
    Hosts hosts = new Hosts(stage, HOSTS_PER_REGION);
    CronAct cron = new CronAct();
    new PushAct().play(stage);
    hosts.start();
    new ReplicateAct(regions, LATE_REGION).play(stage);
    new DeployAct(hosts).play(stage);
    cron.begin(stage);
    new RollbackAct(hosts).play(stage);
    cron.play(stage);
    new RescueAct(agents).play(stage);
  }

  private List<Child> startAgents() {
    List<Child> agents = new ArrayList<>();
    for (int i = 1; i <= AGENTS; i++) {
      String name = "agent-" + i;
      agents.add(
          stage.start(
              name,
              Jvm.Kind.SMALL,
              Map.of(),
              "agent",
              "--name",
              name,
              "--slots",
              String.valueOf(SLOTS),
              "--data",
              stage.folder().root().resolve(name).toString()));
    }
    return agents;
  }

  private Optional<Boolean> agentsAreThere() throws InterruptedException {
    int there = stage.client().transport().send(Call.get("/workers"), WORKERS).items().size();
    return there >= AGENTS ? Optional.of(true) : Optional.empty();
  }

  /// A fresh link that signs a browser in.
  static String link(DemoStage stage) throws InterruptedException {
    Access.SignInLink link =
        stage.client().transport().send(Call.post("/sign-in-links"), Access.SignInLink.class);
    return stage.client().transport().settings().server() + link.path();
  }
}
