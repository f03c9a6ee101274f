package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.base.TimeSource;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Occurrence.Fate;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Schedules.Backfill;
import io.devq.jobs.Schedules.Backfilled;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Somebody has the past made up for.
class BackfillTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final AtomicInteger AT_ONCE = new AtomicInteger();
  private static final AtomicInteger MOST_AT_ONCE = new AtomicInteger();
  private static final Map<String, Handler> HANDLERS =
      Map.of(
          "echo", attempt -> attempt.payload(),
          "alone",
              _ -> {
                MOST_AT_ONCE.accumulateAndGet(AT_ONCE.incrementAndGet(), Math::max);
                TimeSource.system().sleep(Duration.ofMillis(20));
                AT_ONCE.decrementAndGet();
                return null;
              });

  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, HANDLERS);
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static JobId hourly(String type, Overlap overlap) {
    return engine.submit(
        PROJECT,
        JobSpec.of(type, "{}")
            .withSchedule(
                new Schedule.Cron(
                    "0 * * * *", ZoneOffset.UTC, Recurrence.DEFAULT.withOverlap(overlap))));
  }

  private static Instant thisHour() {
    return TimeSource.system().now().truncatedTo(ChronoUnit.HOURS);
  }

  private static Backfilled backfill(JobId job, Instant from, Instant to, boolean again) {
    return engine.schedules().backfill(PROJECT, job, new Backfill(from, to, again, false));
  }

  private static void awaitAll(List<RunId> runs) throws InterruptedException {
    for (RunId run : runs) {
      assertEquals(RunState.SUCCEEDED, engine.await(PROJECT, run, SOON).state());
    }
  }

  @Test
  void theTimesOfTheRangeRunWithTheirNominalTimesAndOnlyOnce() throws InterruptedException {
    JobId job = hourly("echo", Overlap.ALLOW);
    Instant to = thisHour();
    Instant from = to.minus(HOUR.multipliedBy(5));
    Backfilled counted =
        engine.schedules().backfill(PROJECT, job, new Backfill(from, to, false, true));
    assertEquals(new Backfilled(5, 0, List.of()), counted);
    Backfilled done = backfill(job, from, to, false);
    assertEquals(5, done.ids().size());
    awaitAll(done.ids());
    Run first = engine.run(PROJECT, done.ids().getFirst()).orElseThrow();
    assertEquals(from, first.times().nominalAt());
    assertEquals(0, first.priority());
    assertEquals("recurring", first.lane());
    assertEquals(new Backfilled(0, 5, List.of()), backfill(job, from, to, false));
    assertEquals(5, backfill(job, from, to, true).runs());
  }

  @Test
  void theLedgerCallsThemRunsAndKeepsTheRest() throws InterruptedException {
    JobId job = hourly("echo", Overlap.ALLOW);
    Instant now = thisHour();
    Instant due = now.minus(HOUR.multipliedBy(48));
    fixture.database.inTransaction(sql -> {
      sql.statement("update schedule set next_at = :due where shard = :shard and id = :id")
          .bind("due", due)
          .bind("shard", Shards.of(job.value()))
          .bind("id", job.value())
          .update();
    });
    engine = fixture.restart(EngineSettings.DEFAULT, HANDLERS);
    long deadline = TimeSource.system().nanos() + SOON.toNanos();
    while (engine.occurrences(PROJECT, job, null, 200).isEmpty()) {
      assertTrue(TimeSource.system().nanos() < deadline, "the downtime was never judged");
      TimeSource.system().sleep(Duration.ofMillis(20));
    }
    Instant from = due.plus(HOUR.multipliedBy(30));
    Backfilled done = backfill(job, from, from.plus(HOUR.multipliedBy(4)), false);
    assertEquals(4, done.runs());
    awaitAll(done.ids());
    List<Occurrence> ledger = new ArrayList<>(engine.occurrences(PROJECT, job, null, 200));
    ledger.sort(Comparator.comparing(Occurrence::from));
    Instant expected = due;
    for (Occurrence entry : ledger) {
      assertEquals(expected, entry.from(), () -> "a hole or a double before " + entry);
      expected = entry.to().plus(HOUR);
    }
    assertEquals(now.plus(HOUR), expected);
    assertEquals(5, ledger.stream().filter(entry -> entry.fate() == Fate.RUN).count());
    long missed =
        ledger.stream()
            .filter(entry -> entry.fate() == Fate.MISSED)
            .mapToLong(Occurrence::count)
            .sum();
    assertEquals(44, missed);
    assertTrue(ledger.stream().anyMatch(entry -> entry.reason() == Reason.OUTSIDE_WINDOW));
  }

  @Test
  void runsOfAJobThatDoesNotAllowOverlapFollowEachOther() throws InterruptedException {
    JobId job = hourly("alone", Overlap.SKIP);
    Instant to = thisHour();
    Backfilled done = backfill(job, to.minus(HOUR.multipliedBy(12)), to, false);
    assertEquals(12, done.runs());
    awaitAll(done.ids());
    assertEquals(1, MOST_AT_ONCE.get(), "never two at once");
  }

  @Test
  void tenYearsOfMinutesAreRefusedWithTheirCountAtOnce() {
    JobId job =
        engine.submit(
            PROJECT,
            JobSpec.of("echo", "{}")
                .withSchedule(new Schedule.Cron("* * * * *", ZoneOffset.UTC, Recurrence.DEFAULT)));
    Instant from = Instant.parse("2015-01-01T00:00:00Z");
    Instant to = Instant.parse("2025-01-01T00:00:00Z");
    Problem refused = assertThrows(Problem.class, () -> backfill(job, from, to, false));
    assertEquals("backfill_too_large", refused.code());
    assertTrue(refused.message().contains("5260320"), refused.message());
    Backfilled counted =
        engine.schedules().backfill(PROJECT, job, new Backfill(from, to, false, true));
    assertEquals(5_260_320, counted.runs());
    engine.delete(PROJECT, job);
  }

  @Test
  void theFutureAFixedDelayAndAnEmptyRangeAreRefused() {
    Instant now = TimeSource.system().now();
    JobId job = hourly("echo", Overlap.ALLOW);
    assertEquals(
        "invalid_backfill",
        assertThrows(Problem.class, () -> backfill(job, now, now.plus(Duration.ofDays(1)), false))
            .code());
    assertThrows(Problem.class, () -> new Backfill(now, now, false, false));
    JobId delay =
        engine.submit(
            PROJECT,
            JobSpec.of("echo", "{}")
                .withSchedule(new Schedule.EveryAfter(HOUR, Recurrence.DEFAULT)));
    assertThrows(Problem.class, () -> backfill(delay, now.minus(HOUR), now, false));
    JobId once = engine.submit(PROJECT, JobSpec.of("echo", "{}"));
    assertEquals(
        "not_recurring",
        assertThrows(Problem.class, () -> backfill(once, now.minus(HOUR), now, false)).code());
  }

  @Test
  void anIntervalIsFilledInItsOwnStep() {
    JobId job =
        engine.submit(
            PROJECT,
            JobSpec.of("echo", "{}")
                .withSchedule(
                    new Schedule.Every(HOUR, Recurrence.DEFAULT.withOverlap(Overlap.ALLOW))));
    Instant next = engine.job(PROJECT, job).orElseThrow().nextRunAt();
    Instant to = thisHour();
    Backfilled done = backfill(job, to.minus(HOUR.multipliedBy(3)), to, false);
    assertEquals(3, done.runs());
    Instant nominal = engine.run(PROJECT, done.ids().getFirst()).orElseThrow().times().nominalAt();
    assertEquals(0, Duration.between(nominal, next).toNanos() % HOUR.toNanos());
  }
}
