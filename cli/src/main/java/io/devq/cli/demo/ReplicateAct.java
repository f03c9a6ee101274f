package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.cli.screen.Fields;
import io.devq.client.Call;
import io.devq.protocol.Deployments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The artifact is copied to three regions; a deployment that comes before the third has it is
/// refused, and the gate opens when it has.
final class ReplicateAct implements Act {

  private static final Duration COPIES = Duration.ofMinutes(1);
  private static final int BAR = 24;

  private final Regions regions;
  private final String late;

  /// @param late the region whose relay is not up yet
  ReplicateAct(Regions regions, String late) {
    this.regions = regions;
    this.late = late;
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    String build = stage.findings().buildId();
    stage.screen().act("The artifact goes to three regions, and the gate waits for all of them");
    List<String> early = Regions.NAMES.stream().filter(name -> !name.equals(late)).toList();
    for (String region : early) {
      arrived(stage, build, region);
    }
    setService(stage);
    tooEarly(stage, build);
    regions.start(late);
    regions.awaitStart(late);
    stage.screen().done("the relay of " + late + " is up", regions.command(late));
    arrived(stage, build, late);
    Deployments.Deployability gate =
        stage.await("the gate to open", COPIES, () -> open(Regions.of(stage, build)));
    stage
        .screen()
        .done("the gate is open: every region holds a verified copy", "devq show " + build);
    int verified = (int) Regions.NAMES.stream().filter(name -> Regions.holds(gate, name)).count();
    stage.findings().found(new DemoReport.Replication(Regions.NAMES.size(), verified));
  }

  private static Optional<Deployments.Deployability> open(Deployments.Deployability build) {
    return Optional.of(build).filter(Deployments.Deployability::yes);
  }

  private void arrived(DemoStage stage, String build, String region) throws InterruptedException {
    Deployments.Deployability now =
        stage.await("a verified copy in " + region, COPIES, () -> look(stage, build, region));
    for (Deployments.Replica copy : now.replicas()) {
      if (copy.region().equals(region)) {
        stage
            .screen()
            .done(
                String.format(
                    "%-3s %s %s %s", region, bar(copy), Fields.bytes(copy.bytes()), copy.state()));
      }
    }
  }

  private static Optional<Deployments.Deployability> look(
      DemoStage stage, String build, String region) throws InterruptedException {
    Deployments.Deployability now = Regions.of(stage, build);
    now.replicas().stream()
        .filter(copy -> copy.region().equals(region))
        .findFirst()
        .ifPresent(copy -> stage.screen().waiting(region + " " + bar(copy) + " " + copy.state()));
    return Optional.of(now).filter(known -> Regions.holds(known, region));
  }

  private static String bar(Deployments.Replica copy) {
    int full = copy.size() == 0 ? BAR : (int) (BAR * copy.bytes() / copy.size());
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  private static void setService(DemoStage stage) throws InterruptedException {
    Path file = stage.folder().sub("work/shop").resolve("service.yml");
    Deployments.ServiceText service = new Deployments.ServiceText(SampleProgram.service());
    stage.client().transport().send(Call.post("/services").json(service).idempotent());
    stage.screen().done("the service shop is described by its file", "devq service set " + file);
  }

  private static void tooEarly(DemoStage stage, String build) throws InterruptedException {
    try {
      stage.client().deploys().start(Map.of("service", "shop", "build", build));
    } catch (Problem refusal) {
      if (!refusal.code().equals("not_deployable")) {
        throw refusal;
      }
      List<String> missing =
          Regions.of(stage, build).missing().stream()
              .map(Deployments.Missing::region)
              .distinct()
              .toList();
      stage
          .screen()
          .refused(
              "a deployment now is refused: " + refusal.message(), "devq deploy shop " + build);
      stage.findings().found(new DemoReport.Gate(true, missing));
      return;
    }
    stage.findings().found(new DemoReport.Gate(false, List.of()));
    throw Problem.of(
        Problem.Kind.INTERNAL,
        "gate_open",
        "A deployment was accepted although a region has no copy.");
  }
}
