package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.cli.jobs.Runs;
import io.devq.cli.jobs.ShellScript;
import io.devq.cli.process.Child;
import io.devq.client.JobApi;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A worker is killed in the middle of a run, which another worker then does again.
final class RescueAct implements Act {

  private static final Duration STARTS = Duration.ofSeconds(20);
  private static final Duration RESCUED = Duration.ofSeconds(40);
  private static final Duration ENDS = Duration.ofSeconds(30);
  private static final int STEPS = 4;

  private static final String SCRIPT =
      """
      for step in 1 2 3 4; do
        echo "attempt $DEVQ_ATTEMPT, step $step of 4"
        sleep 1
      done
      """;

  private final List<Child> agents;

  /// @param agents the processes of all workers, each named as its worker
  RescueAct(List<Child> agents) {
    this.agents = agents;
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    stage.screen().act("A worker is killed in the middle of a run");
    RunId run = submit(stage);
    Child victim = workerOf(stage, run);
    long killed = kill(stage, run, victim);
    Views.Run again =
        stage.await("attempt 2 on another worker", RESCUED, () -> secondAttempt(stage, run));
    Duration after = Duration.ofNanos(TimeSource.system().nanos() - killed);
    stage
        .screen()
        .done(
            String.format(
                "attempt 2 runs on %s, %.1f s later",
                nameOf(stage, again), after.toMillis() / 1000.0),
            "devq show " + run);
    Views.Run ended = stage.await("the end of attempt 2", ENDS, () -> ended(stage, run));
    stage
        .screen()
        .done(
            "it " + ended.state() + " after " + ended.attempt() + " attempts", "devq logs " + run);
    stage.findings().found(new DemoReport.Rescue(after.toMillis(), ended.attempt(), ended.state()));
  }

  private static RunId submit(DemoStage stage) throws InterruptedException {
    JobApi jobs = stage.client().jobs();
    Views.NewJob job =
        Views.NewJob.of("shell")
            .description("survives its worker")
            .payload(ShellScript.payload(SCRIPT))
            .build();
    RunId run = Runs.first(stage.client(), jobs.submit(job).id());
    stage
        .screen()
        .done("a job of " + STEPS + " s runs as " + run, "devq submit -- ./four-steps.sh");
    return run;
  }

  private Child workerOf(DemoStage stage, RunId run) throws InterruptedException {
    Views.Run running = stage.await("the run's second step", STARTS, () -> inTheMiddle(stage, run));
    String name = nameOf(stage, running);
    return agents.stream()
        .filter(agent -> agent.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                Problem.Kind.INTERNAL,
                "unknown_worker",
                "The run is on " + name + ", which is no agent of this demo."));
  }

  private static Optional<Views.Run> inTheMiddle(DemoStage stage, RunId id)
      throws InterruptedException {
    Views.Run run = stage.client().jobs().run(id);
    return run.state().equals("RUNNING")
            && run.workerId() != null
            && log(stage, id).contains("step 2")
        ? Optional.of(run)
        : Optional.empty();
  }

  private static String log(DemoStage stage, RunId run) throws InterruptedException {
    try (InputStream log = stage.client().logs().read(run, 0)) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return ""; // it is read again
    }
  }

  private static long kill(DemoStage stage, RunId run, Child victim) {
    stage.killOff(victim);
    long now = TimeSource.system().nanos();
    stage
        .screen()
        .done(
            "its worker " + victim.name() + " is killed in step 2 of " + run,
            "kill -9 " + victim.pid());
    return now;
  }

  private static Optional<Views.Run> secondAttempt(DemoStage stage, RunId id)
      throws InterruptedException {
    Views.Run run = stage.client().jobs().run(id);
    return Optional.of(run)
        .filter(r -> r.attempt() == 2 && r.startedAt() != null && r.workerId() != null);
  }

  private static Optional<Views.Run> ended(DemoStage stage, RunId id) throws InterruptedException {
    Views.Run run = stage.client().jobs().run(id);
    return Optional.of(run).filter(r -> r.finishedAt() != null);
  }

  private static String nameOf(DemoStage stage, Views.Run run) throws InterruptedException {
    return stage.client().workers().list().items().stream()
        .filter(worker -> worker.id().equals(run.workerId()))
        .map(Views.Worker::name)
        .findFirst()
        .orElse(String.valueOf(run.workerId()));
  }
}
