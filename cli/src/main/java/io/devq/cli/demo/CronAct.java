package io.devq.cli.demo;

import io.devq.base.JobId;
import io.devq.cli.jobs.ShellScript;
import io.devq.client.Call;
import io.devq.protocol.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

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
        Views.Schedule.with()
            .cron(EVERY_SECOND)
            .zone("UTC")
            .overlap("allow")
            .catchUp("all")
            .build();
    Views.NewJob wanted =
        Views.NewJob.of("shell")
            .name("tick")
            .payload(ShellScript.payload("echo tick $DEVQ_NOMINAL_TIME"))
            .schedule(schedule)
            .build();
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
    Instant last = stage.await("its next firing", PATIENCE, () -> next(stage, id));
    Instant until = last.isBefore(begun.plus(AT_LEAST)) ? begun.plus(AT_LEAST) : last;
    long expected = Duration.between(begun, until).toSeconds() + 1;
    Tally tally =
        stage.await(
            "the last firings to be written down",
            PATIENCE,
            () -> Optional.of(tally(stage, id, begun, until)).filter(t -> t.all() >= expected));
    stage.client().jobs().pause(id);
    stage
        .screen()
        .done(
            "in "
                + expected
                + " seconds it ran "
                + tally.fired
                + " times and missed "
                + tally.missed,
            "devq schedule set tick --cron \""
                + EVERY_SECOND
                + "\" -- 'echo tick $DEVQ_NOMINAL_TIME'");
    stage.findings().found(new DemoReport.Cron(expected, tally.fired, tally.missed));
  }

  /// What became of the seconds of a stretch of time.
  private record Tally(long fired, long missed) {

    long all() {
      return fired + missed;
    }
  }

  private static Optional<Instant> next(DemoStage stage, JobId job) throws InterruptedException {
    return Optional.ofNullable(stage.client().jobs().get(job).nextRunAt());
  }

  private static List<Views.Occurrence> ledger(DemoStage stage, JobId job)
      throws InterruptedException {
    Call call = Call.get("/jobs/" + job + "/occurrences").query("limit", LEDGER_LINES);
    return stage.client().transport().send(call, LEDGER).items();
  }

  private static Tally tally(DemoStage stage, JobId job, Instant from, Instant to)
      throws InterruptedException {
    long fired = 0;
    long missed = 0;
    for (Views.Occurrence occurrence : ledger(stage, job)) {
      long seconds = secondsWithin(occurrence, from, to);
      if (occurrence.fate().equals("run")) {
        fired += seconds;
      } else {
        missed += seconds;
      }
    }
    return new Tally(fired, missed);
  }

  private static long secondsWithin(Views.Occurrence occurrence, Instant from, Instant to) {
    Instant begin = occurrence.from().isBefore(from) ? from : occurrence.from();
    Instant end = occurrence.to().isAfter(to) ? to : occurrence.to();
    return Math.max(0, Duration.between(begin, end).toSeconds() + (begin.isAfter(end) ? 0 : 1));
  }
}
