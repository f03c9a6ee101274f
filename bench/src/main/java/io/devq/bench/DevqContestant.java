package io.devq.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.TimeSource;
import io.devq.bench.store.Meter;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.jobs.JobSpec;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import java.util.List;

/// DevQ as a library: the whole engine in this process, with a handler that does nothing.
record DevqContestant() implements Contestant {

  static final String TYPE = "noop";
  static final String PROJECT = "default";

  private static final String SCHEMA = "devq";

  /// The defaults, with as many slots as two batches: a handler that does nothing needs no more.
  private static final EngineSettings SETTINGS = EngineSettings.DEFAULT.withLocalSlots(8_000);

  @Override
  public String name() {
    return "devq";
  }

  @Override
  public Figures drain(Arena.Round round, int jobs) throws InterruptedException {
    prepare(round);
    try (HikariDataSource pool = round.open(SCHEMA)) {
      JobEngine submitter = engine(pool, new Countdown(jobs));
      new Backlog(jobs, new Countdown(jobs)).submitters(jobs, (at, n) -> submit(submitter, at, n));
    }
    return measure(round, jobs, false);
  }

  @Override
  public Figures whole(Arena.Round round, int jobs) throws InterruptedException {
    prepare(round);
    return measure(round, jobs, true);
  }

  private static void prepare(Arena.Round round) {
    try (HikariDataSource pool = round.open(SCHEMA)) {
      Migrations.apply(pool, SCHEMA, List.of("io/devq/jobs/store/migrations"));
    }
  }

  private static Figures measure(Arena.Round round, int jobs, boolean submitting)
      throws InterruptedException {
    TimeSource time = TimeSource.system();
    Arena.Reading before = round.read();
    Countdown countdown = new Countdown(jobs);
    long nanos;
    try (HikariDataSource pool = round.open(SCHEMA)) {
      JobEngine engine = engine(pool, countdown);
      long from = time.nanos();
      engine.start();
      try {
        if (submitting) {
          new Backlog(Backlog.MOST, countdown)
              .submitters(jobs, (at, count) -> submit(engine, at, count));
        }
        countdown.await(() -> engine.counts().attempts() == 0);
        nanos = time.nanos() - from;
        Countdown.waitFor(() -> round.meter.left().claims() == 0);
      } finally {
        engine.stop();
      }
    }
    check(round.meter.left(), jobs);
    return before.until(round.read(), jobs, nanos);
  }

  /// An engine that is not running yet, with one handler that counts.
  static JobEngine engine(HikariDataSource pool, Countdown countdown) {
    JobEngine engine =
        new JobEngine(Stores.of(new Database(pool)), SETTINGS, TimeSource.system(), null);
    engine.handle(
        TYPE,
        _ -> {
          countdown.ended(1);
          return null;
        });
    return engine;
  }

  private static void submit(JobEngine engine, int from, int count) {
    engine.submitAll(
        PROJECT,
        Payloads.batch(from, count).stream()
            .map(payload -> JobSpec.of(TYPE, payload).withOwner("bench"))
            .toList());
  }

  private static void check(Meter.Left left, int jobs) {
    if (left.live() != 0 || left.history() != jobs || left.claims() != 0) {
      throw new IllegalStateException("DevQ ended " + left + " of " + jobs);
    }
  }
}
