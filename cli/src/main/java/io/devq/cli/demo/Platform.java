package io.devq.cli.demo;

import io.devq.cli.process.Child;
import io.devq.cli.process.Jvm;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the tour runs on: a server with its own PostgreSQL, agents, and three regions.
final class Platform {

  private static final int AGENTS = 2;
  private static final int SLOTS = 2;
  private static final Duration AGENT_START = Duration.ofMinutes(1);

  private final DemoStage stage;
  private final Regions regions;
  private final List<Child> agents = new ArrayList<>();

  Platform(DemoStage stage) {
    this.stage = stage;
    this.regions = new Regions(stage);
  }

  /// Starts all of it but the relay of one region, and waits until it works.
  ///
  /// @param late the region whose relay is started later, or an empty text
  void start(String late) throws InterruptedException {
    stage.startServer();
    for (String region : Regions.NAMES) {
      regions.announce(region);
    }
    for (int i = 1; i <= AGENTS; i++) {
      agents.add(startAgent("agent-" + i));
    }
    Regions.NAMES.stream().filter(name -> !name.equals(late)).forEach(regions::start);
    stage.await("the agents", AGENT_START, this::agentsAreThere);
    stage
        .screen()
        .done(
            "a server with its own PostgreSQL and " + AGENTS + " agents are up",
            "devq up --data " + stage.data());
  }

  /// The processes of the agents, each named as its worker.
  List<Child> agents() {
    return agents;
  }

  Regions regions() {
    return regions;
  }

  private Child startAgent(String name) {
    return stage.start(
        name,
        Jvm.Kind.SMALL,
        Map.of(),
        "agent",
        "--name",
        name,
        "--slots",
        String.valueOf(SLOTS),
        "--data",
        stage.folder().root().resolve(name).toString());
  }

  private Optional<Boolean> agentsAreThere() throws InterruptedException {
    long there =
        stage.client().workers().list().items().stream()
            .map(Views.Worker::name)
            .filter(name -> agents.stream().anyMatch(agent -> agent.name().equals(name)))
            .count();
    return there == AGENTS ? Optional.of(true) : Optional.empty();
  }
}
