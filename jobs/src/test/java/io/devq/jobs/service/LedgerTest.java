package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.base.TimeSource;
import io.devq.jobs.Calendar;
import io.devq.jobs.CatchUp;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Occurrence.Fate;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of nominal times, on a real database.
class LedgerTest {

  private static final String PROJECT = "default";
  private static final TimeSource TIME = TimeSource.system();
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Map<String, Handler> HANDLERS =
      Map.of(
          "echo", attempt -> attempt.payload(),
          "fail",
              _ -> {
                throw new FatalFailure("broken");
              },
          "sleep",
              _ -> {
                new CountDownLatch(1).await();
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

  private static JobId submit(String type, Schedule schedule) {
    return engine.submit(PROJECT, JobSpec.of(type, "{}").withSchedule(schedule));
  }

  private static Schedule.Every everySecond(Recurrence rule) {
    return new Schedule.Every(SECOND, rule);
  }

  private static List<Occurrence> ledger(JobId job) {
    return engine.occurrences(PROJECT, job, null, 200);
  }

  private static List<Run> runs(JobId job) {
    return engine.runs(PROJECT, RunFilter.of(job), null, 200);
  }

  private static long started(JobId job) {
    return runs(job).stream()
        .filter(run -> run.state() == RunState.RUNNING || run.state() == RunState.CLAIMED)
        .count();
  }

  private static Job job(JobId job) {
    return engine.job(PROJECT, job).orElseThrow();
  }

  private static Instant next(JobId job) {
    Instant next = job(job).nextRunAt();
    return next == null ? Instant.MIN : next;
  }

  /// Looks again until something holds, on the state of the engine and not on a clock.
  private static void until(JobId job, Predicate<JobId> holds) throws InterruptedException {
    long deadline = TIME.nanos() + SOON.toNanos();
    while (!holds.test(job)) {
      if (TIME.nanos() > deadline) {
        throw new AssertionError(
            "after " + SOON + ": " + job(job).state() + " " + ledger(job) + " " + runs(job));
      }
      TIME.sleep(Duration.ofMillis(20));
    }
  }

  private static long count(JobId job, Reason reason) {
    return ledger(job).stream()
        .filter(entry -> entry.reason() == reason)
        .mapToLong(Occurrence::count)
        .sum();
  }

  /// Every nominal time from the first entry on has one fate.
  private static void assertWhole(JobId job, Duration step) {
    List<Occurrence> entries = new ArrayList<>(ledger(job));
    entries.sort(Comparator.comparing(Occurrence::from));
    Instant expected = entries.getFirst().from();
    for (Occurrence entry : entries) {
      assertEquals(expected, entry.from(), () -> "a hole or a double before " + entry);
      assertEquals(entry.from().plus(step.multipliedBy(entry.count() - 1)), entry.to());
      expected = entry.to().plus(step);
    }
  }

  /// Three days in which nothing fired: the clock of the database cannot be moved, so the schedule
  /// is set back.
  private static JobId threeDaysAway(CatchUp catchUp, Duration window, int limit, Instant due) {
    Recurrence rule =
        Recurrence.DEFAULT.withOverlap(Overlap.ALLOW).withMakeUp(catchUp, window, limit);
    JobId job = submit("echo", new Schedule.Cron("* * * * *", ZoneOffset.UTC, rule));
    fixture.database.inTransaction(sql ->
        assertEquals(
            1,
            sql.statement("update schedule set next_at = :due where shard = :shard and id = :id")
                .bind("due", due)
                .bind("shard", Shards.of(job.value()))
                .bind("id", job.value())
                .update()));
    return job;
  }

  @ParameterizedTest
  @EnumSource(CatchUp.class)
  void afterThreeDaysOfDowntimeTheLedgerIsExact(CatchUp catchUp) throws InterruptedException {
    try (EngineFixture away = new EngineFixture(EngineSettings.DEFAULT, HANDLERS)) {
      EngineFixture usual = fixture;
      JobEngine usualEngine = engine;
      try {
        fixture = away;
        engine = away.engine();
        Instant due = TIME.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofDays(3));
        JobId job = threeDaysAway(catchUp, Duration.ofHours(2), 50, due);
        engine = away.restart(EngineSettings.DEFAULT, HANDLERS);
        until(job, id -> next(id).isAfter(due.plus(Duration.ofDays(3))));
        Instant next = next(job);
        long passed = Duration.between(due, next).toMinutes();
        List<Occurrence> all = engine.occurrences(PROJECT, job, null, 200);
        assertEquals(passed, all.stream().mapToLong(Occurrence::count).sum());
        assertWhole(job, Duration.ofMinutes(1));
        long ran = all.stream().filter(entry -> entry.fate() == Fate.RUN).count();
        switch (catchUp) {
          case NONE -> assertTrue(ran <= 1, ran + " runs, of times on time only");
          case LATEST -> assertEquals(1, ran);
          case ALL -> {
            assertTrue(ran == 50 || ran == 51, ran + " runs");
            assertTrue(count(job, Reason.OVER_LIMIT) >= 69, "within the window, over the limit");
            assertTrue(count(job, Reason.OUTSIDE_WINDOW) >= 70 * 60);
          }
        }
      } finally {
        fixture = usual;
        engine = usualEngine;
      }
    }
  }

  @Test
  void tenThousandJobsOnOneMinuteAllRunOnce() throws InterruptedException {
    Instant now = TIME.now();
    int second = (now.atZone(ZoneOffset.UTC).getSecond() + 25) % 60;
    Schedule schedule =
        new Schedule.Cron(second + " * * * * *", ZoneOffset.UTC, Recurrence.DEFAULT);
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      specs.add(JobSpec.of("echo", "{}").withSchedule(schedule).withOwner("burst"));
    }
    List<JobId> jobs = engine.submitAll(PROJECT, specs);
    Instant first = job(jobs.getFirst()).nextRunAt();
    assertNotNull(first);
    JobId last = jobs.getLast();
    until(last, _ -> nominals(first) == 10_000);
    for (JobId job : List.of(jobs.getFirst(), last)) {
      assertEquals(first, runs(job).getLast().times().nominalAt());
    }
    fixture.database.inTransaction(sql -> {
      sql.statement("delete from schedule where id = any(:ids)")
          .bind("ids", jobs.stream().map(JobId::value).toArray(UUID[]::new))
          .update();
    });
  }

  /// How many jobs have exactly one run of a nominal time.
  private static int nominals(Instant nominal) {
    return fixture.database.autocommit(sql ->
        sql.statement(
                "select count(*)::int as jobs from (select job from (select job, nominal from history union all"
                    + " select job, nominal from run) r where nominal = :nominal group by job having count(*) = 1) j")
            .bind("nominal", nominal)
            .one(row -> row.integer("jobs")));
  }

  @Test
  void aRunThatTakesLongerSkipsAndTheLedgerSaysSoInOneRange() throws InterruptedException {
    JobId job = submit("sleep", everySecond(Recurrence.DEFAULT));
    until(job, id -> count(id, Reason.OVERLAP) >= 3);
    engine.delete(PROJECT, job);
    assertWhole(job, SECOND);
    assertEquals(2, ledger(job).size(), "one run and one range: " + ledger(job));
    engine.cancel(PROJECT, runs(job).getFirst().id(), "test");
  }

  @Test
  void aQueuedFiringWaitsAndOthersFindNoPlace() throws InterruptedException {
    JobId job = submit("sleep", everySecond(Recurrence.DEFAULT.withOverlap(Overlap.QUEUE_ONE)));
    until(job, id -> count(id, Reason.BUFFER_FULL) >= 2);
    engine.delete(PROJECT, job);
    assertEquals(2, runs(job).size(), "one runs and one waits");
    assertEquals(1, started(job), "the one that waits does not start beside the other");
    assertWhole(job, SECOND);
    runs(job).forEach(run -> engine.cancel(PROJECT, run.id(), "test"));
  }

  @Test
  void aBoundedNumberOfFiringsIsQueued() throws InterruptedException {
    Recurrence rule =
        Recurrence.DEFAULT.withConduct(new Recurrence.Conduct(Overlap.QUEUE_ALL, 3, false));
    JobId job = submit("sleep", everySecond(rule));
    until(job, id -> count(id, Reason.BUFFER_FULL) >= 1);
    engine.delete(PROJECT, job);
    assertEquals(4, runs(job).size(), "one runs and three wait");
    assertEquals(1, started(job), "those that wait do not start beside it");
    runs(job).forEach(run -> engine.cancel(PROJECT, run.id(), "test"));
  }

  @ParameterizedTest
  @EnumSource(names = {"CANCEL_RUNNING", "KILL_RUNNING"})
  void aNewFiringEndsTheRunBefore(Overlap overlap) throws InterruptedException {
    JobId job = submit("sleep", everySecond(Recurrence.DEFAULT.withOverlap(overlap)));
    RunState expected = overlap == Overlap.KILL_RUNNING ? RunState.KILLED : RunState.CANCELLED;
    until(job, id -> runs(id).stream().filter(run -> run.state() == expected).count() >= 2);
    engine.delete(PROJECT, job);
    Run ended = runs(job).stream().filter(run -> run.state() == expected).findFirst().orElseThrow();
    assertTrue(String.valueOf(ended.reason()).contains("overlap policy"), ended.reason());
    runs(job).stream()
        .filter(run -> !run.state().isFinal())
        .forEach(run -> engine.cancel(PROJECT, run.id(), "test"));
  }

  @Test
  void whatPassesDuringAPauseIsSkippedAndTold() throws InterruptedException {
    JobId job = submit("echo", everySecond(Recurrence.DEFAULT));
    until(job, id -> !runs(id).isEmpty());
    engine.pause(PROJECT, job, "ana", "until the disk is bigger");
    engine.pause(PROJECT, job, "bo", "again");
    Job paused = job(job);
    assertEquals(Job.State.PAUSED, paused.state());
    assertNotNull(paused.pause());
    assertEquals("until the disk is bigger", paused.pause().note());
    assertEquals("ana", paused.pause().by());
    assertNull(paused.nextRunAt());
    until(job, id -> count(id, Reason.PAUSED) >= 2);
    engine.resume(PROJECT, job);
    assertNull(job(job).pause());
    int before = runs(job).size();
    until(job, id -> runs(id).size() > before);
    engine.delete(PROJECT, job);
    assertWhole(job, SECOND);
    Occurrence range =
        ledger(job).stream().filter(e -> e.reason() == Reason.PAUSED).findFirst().orElseThrow();
    assertEquals("ana: until the disk is bigger", range.note());
  }

  @Test
  void aFailureMayPauseTheJobWithANote() throws InterruptedException {
    Recurrence rule =
        Recurrence.DEFAULT.withConduct(new Recurrence.Conduct(Overlap.ALLOW, 1, true));
    JobId job = submit("fail", everySecond(rule));
    until(job, id -> job(id).state() == Job.State.PAUSED);
    Job.Pause pause = job(job).pause();
    assertNotNull(pause);
    assertEquals("devq", pause.by());
    assertTrue(String.valueOf(pause.note()).contains("FAILED: broken"), pause.note());
    engine.delete(PROJECT, job);
  }

  @Test
  void aScheduleEndsAfterSoManyRuns() throws InterruptedException {
    Recurrence rule = Recurrence.DEFAULT.withOverlap(Overlap.ALLOW).withSpan(null, null, 2L);
    JobId job = submit("echo", everySecond(rule));
    until(job, id -> job(id).state() == Job.State.DONE);
    assertEquals(2, runs(job).size());
    assertNull(job(job).nextRunAt());
    Problem done = assertThrows(Problem.class, () -> engine.pause(PROJECT, job, "ana", null));
    assertEquals("job_done", done.code());
  }

  @Test
  void aScheduleThatNeverFiresIsRefused() {
    Recurrence over = Recurrence.DEFAULT.withSpan(null, TIME.now().minusSeconds(5), null);
    Problem never = assertThrows(Problem.class, () -> submit("echo", everySecond(over)));
    assertEquals("invalid_schedule", never.code());
  }

  @Test
  void aFixedDelayIsDueAgainSoLongAfterTheEnd() throws InterruptedException {
    JobId job = submit("echo", new Schedule.EveryAfter(SECOND, Recurrence.DEFAULT));
    until(job, id -> runs(id).stream().filter(run -> run.state().isFinal()).count() >= 3);
    engine.delete(PROJECT, job);
    List<Run> runs = new ArrayList<>(runs(job));
    runs.sort(Comparator.comparing(run -> run.times().createdAt()));
    for (int i = 1; i < runs.size(); i++) {
      Instant ended = runs.get(i - 1).times().finishedAt();
      Instant nominal = runs.get(i).times().nominalAt();
      assertNotNull(ended);
      assertNotNull(nominal);
      assertTrue(
          Duration.between(ended, nominal).compareTo(Duration.ofMillis(900)) > 0,
          ended + " then " + nominal);
    }
  }

  @Test
  void aFixedDelayGoesOnAfterARestartInTheMiddleOfARun() throws InterruptedException {
    try (EngineFixture own = new EngineFixture(EngineSettings.DEFAULT, HANDLERS)) {
      JobId job =
          own.engine()
              .submit(
                  PROJECT,
                  JobSpec.of("echo", "{}")
                      .withSchedule(
                          new Schedule.EveryAfter(Duration.ofSeconds(2), Recurrence.DEFAULT)));
      RunFilter all = RunFilter.of(job);
      until(job, _ -> !own.engine().runs(PROJECT, all, null, 10).isEmpty());
      JobEngine after = own.restart(EngineSettings.DEFAULT, HANDLERS);
      until(job, _ -> after.runs(PROJECT, all, null, 10).size() >= 3);
    }
  }

  @Test
  void aDayThatACalendarRulesOutIsSkippedUntilTheCalendarChanges() throws InterruptedException {
    LocalDate today = LocalDate.ofInstant(TIME.now(), ZoneOffset.UTC);
    Set<LocalDate> days = Set.of(today, today.plusDays(1));
    Problem unknown =
        assertThrows(
            Problem.class,
            () ->
                submit("echo", everySecond(Recurrence.DEFAULT.withDays(List.of(), List.of("no")))));
    assertEquals("unknown_calendar", unknown.code());
    engine.schedules().putCalendar(PROJECT, new Calendar("off", Set.of(), days, Set.of()));
    JobId job = submit("echo", everySecond(Recurrence.DEFAULT.withDays(List.of(), List.of("off"))));
    until(job, id -> count(id, Reason.CALENDAR) >= 2);
    assertTrue(runs(job).isEmpty());
    Problem used =
        assertThrows(Problem.class, () -> engine.schedules().deleteCalendar(PROJECT, "off"));
    assertEquals("calendar_in_use", used.code());
    engine.schedules().putCalendar(PROJECT, new Calendar("off", Set.of(), Set.of(), Set.of()));
    until(job, id -> !runs(id).isEmpty());
    engine.delete(PROJECT, job);
    assertWhole(job, SECOND);
    engine.schedules().deleteCalendar(PROJECT, "off");
  }

  @Test
  void jitterPutsTheRunOffAndKeepsTheNominalTime() throws InterruptedException {
    Recurrence rule =
        Recurrence.DEFAULT
            .withOverlap(Overlap.ALLOW)
            .withSpread(Duration.ofSeconds(2), Duration.ofSeconds(2));
    JobId job = submit("echo", everySecond(rule));
    until(job, id -> runs(id).stream().filter(run -> run.state().isFinal()).count() >= 3);
    engine.delete(PROJECT, job);
    for (Run run : runs(job)) {
      Instant nominal = run.times().nominalAt();
      assertNotNull(nominal);
      assertTrue(!run.times().dueAt().isBefore(nominal));
    }
    assertWhole(job, SECOND);
  }

  @Test
  void aRunThatSomebodyTriggersCountsAsOneThatIsNotOver() throws InterruptedException {
    Instant later = TIME.now().plusSeconds(4);
    JobId job = submit("sleep", everySecond(Recurrence.DEFAULT.withSpan(later, null, null)));
    RunId triggered = engine.trigger(PROJECT, job);
    until(job, id -> count(id, Reason.OVERLAP) >= 2);
    assertEquals(List.of(triggered), runs(job).stream().map(Run::id).toList());
    engine.delete(PROJECT, job);
    engine.cancel(PROJECT, triggered, "test");
  }

  @Test
  void aNextTimeThatTheRulesOfTheZoneNoLongerNameMoves() throws InterruptedException {
    try (EngineFixture own = new EngineFixture(EngineSettings.DEFAULT, HANDLERS)) {
      JobId job =
          own.engine()
              .submit(
                  PROJECT,
                  JobSpec.of("echo", "{}")
                      .withSchedule(
                          new Schedule.Cron("0 4 * * *", ZoneOffset.UTC, Recurrence.DEFAULT)));
      Instant next = own.engine().job(PROJECT, job).orElseThrow().nextRunAt();
      assertNotNull(next);
      Instant byOldRules = next.plusSeconds(3600);
      own.database.inTransaction(sql -> {
        sql.statement("update schedule set next_at = :at where id = :id")
            .bind("at", byOldRules)
            .bind("id", job.value())
            .update();
      });
      JobEngine after = own.restart(EngineSettings.DEFAULT, HANDLERS);
      until(job, id -> next.equals(after.job(PROJECT, id).orElseThrow().nextRunAt()));
      Occurrence moved = after.occurrences(PROJECT, job, null, 10).getFirst();
      assertEquals(Reason.DST, moved.reason());
      assertEquals(byOldRules, moved.from());
    }
  }

  @Test
  void anUpdateThatLeavesTheScheduleAloneDoesNotMoveIt() {
    Schedule hourly =
        new Schedule.Every(Duration.ofHours(1), Recurrence.DEFAULT.withOverlap(Overlap.ALLOW));
    JobId job = submit("echo", hourly);
    Instant next = job(job).nextRunAt();
    engine.update(PROJECT, job, JobSpec.of("echo", "{\"new\":1}").withSchedule(hourly));
    assertEquals(next, job(job).nextRunAt());
    engine.pause(PROJECT, job, "ana", null);
    engine.update(
        PROJECT,
        job,
        JobSpec.of("echo", "{}")
            .withSchedule(new Schedule.Every(Duration.ofHours(2), Recurrence.DEFAULT)));
    assertEquals(Job.State.PAUSED, job(job).state(), "an update does not resume");
    assertNull(job(job).nextRunAt());
    engine.delete(PROJECT, job);
  }

  @Test
  void theLedgerIsReadInPages() throws InterruptedException {
    JobId job = submit("echo", everySecond(Recurrence.DEFAULT.withOverlap(Overlap.ALLOW)));
    until(job, id -> runs(id).size() >= 4);
    engine.delete(PROJECT, job);
    List<Occurrence> whole = ledger(job);
    List<Occurrence> first = engine.occurrences(PROJECT, job, null, 2);
    List<Occurrence> second = engine.occurrences(PROJECT, job, first.getLast().from(), 200);
    List<Occurrence> both = new ArrayList<>(first);
    both.addAll(second);
    assertEquals(whole, both);
    assertTrue(EnumSet.of(Fate.RUN).containsAll(whole.stream().map(Occurrence::fate).toList()));
  }
}
