package io.devq.cli.demo;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.client.Call;
import io.devq.protocol.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.JsonNodeFactory;

/// A cron job fires each second while everything else goes on; at the end every second is accounted
/// for.
final class CronAct implements Act {

  private static final String EVERY_SECOND = "* * * * * *";
  private static final int LEDGER_LINES = 200;
  private static final Duration AT_LEAST = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TypeReference<Views.Page<Views.Occurrence>> LEDGER =
      new TypeReference<>() {};

  private @Nullable JobId job;
  private @Nullable Instant first;

  /// Creates the job; it fires from the next second on.
  void begin(DemoStage stage) throws InterruptedException {
    Views.Schedule schedule =
        new Views.Schedule(
            EVERY_SECOND, "UTC", null, null, null, "allow", "all", null, null, null, null, null);
    Views.NewJob wanted =
        new Views.NewJob(
            null,
            "tick",
            null,
            "shell",
            null,
            null,
            JsonNodeFactory.instance.objectNode().put("script", "echo tick $DEVQ_NOMINAL_TIME"),
            schedule,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    Views.Job created = stage.client().jobs().submit(wanted);
    job = created.id();
    first = created.nextRunAt();
  }

  @Override
  public void play(DemoStage stage) throws InterruptedException {
    JobId id = job;
    Instant begun = first;
    if (id == null || begun == null) {
      throw new IllegalStateException("the job has not been created");
    }
    stage.screen().act("A cron job has fired each second all the while");
    stage.await(
        "a few more seconds to pass",
        PATIENCE,
        () -> lastOf(stage, id).filter(last -> !last.isBefore(begun.plus(AT_LEAST))));
    Views.Job paused = stage.client().jobs().pause(id);
    Instant next = paused.nextRunAt() == null ? stopped(paused) : paused.nextRunAt();
    long expected = Duration.between(begun, next).toSeconds();
    Tally tally =
        stage.await(
            "the last firings to be written down", PATIENCE, () -> tally(stage, id, expected));
    stage
        .screen()
        .done(
            expected
                + " seconds passed, "
                + tally.fired
                + " runs, "
                + tally.missed
                + " missed or skipped",
            "devq schedule set tick --cron \""
                + EVERY_SECOND
                + "\" -- 'echo tick $DEVQ_NOMINAL_TIME'");
    stage.findings().found(new DemoReport.Cron(expected, tally.fired, tally.missed));
  }

  private record Tally(long fired, long missed) {}

  private static Instant stopped(Views.Job paused) {
    throw Problem.of(
        Problem.Kind.INTERNAL,
        "no_next_run",
        "The paused job " + paused.id() + " does not say when it would fire next.");
  }

  private static List<Views.Occurrence> ledger(DemoStage stage, JobId job)
      throws InterruptedException {
    Call call = Call.get("/jobs/" + job + "/occurrences").query("limit", LEDGER_LINES);
    return stage.client().transport().send(call, LEDGER).items();
  }

  private static Optional<Instant> lastOf(DemoStage stage, JobId job) throws InterruptedException {
    return ledger(stage, job).stream().map(Views.Occurrence::to).max(Instant::compareTo);
  }

  private static Optional<Tally> tally(DemoStage stage, JobId job, long expected)
      throws InterruptedException {
    long fired = 0;
    long missed = 0;
    for (Views.Occurrence occurrence : ledger(stage, job)) {
      if (occurrence.fate().equals("run")) {
        fired += occurrence.count();
      } else {
        missed += occurrence.count();
      }
    }
    return fired + missed >= expected ? Optional.of(new Tally(fired, missed)) : Optional.empty();
  }
}
