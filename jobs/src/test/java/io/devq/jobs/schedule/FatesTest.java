package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.CatchUp;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FatesTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);

  private static Recurrence rule(Overlap overlap, CatchUp catchUp, Duration window, int limit) {
    return Recurrence.DEFAULT.withOverlap(overlap).withMakeUp(catchUp, window, limit);
  }

  private static Fates.Plan plan(Recurrence rule, Instant now, int live, long fired) {
    Timetable minutes = new Timetable(new Schedule.Every(Duration.ofMinutes(1), rule));
    return Fates.of(minutes, new Fates.Standing(NOON, now, GRACE, live, fired));
  }

  private static Fates.Plan caughtUp(CatchUp catchUp, Duration window, int limit, Instant now) {
    return plan(rule(Overlap.ALLOW, catchUp, window, limit), now, 0, 0);
  }

  private static Instant minute(int n) {
    return NOON.plusSeconds(60L * n);
  }

  private static List<Instant> minutes(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(FatesTest::minute).toList();
  }

  private static Fates.Passed range(int from, int to, Reason reason) {
    return new Fates.Passed(minute(from), minute(to), to - from + 1, reason, null);
  }

  @ParameterizedTest
  @EnumSource(CatchUp.class)
  void aTimeThatIsOnTimeRunsWhateverTheCatchUp(CatchUp catchUp) {
    Fates.Plan plan = caughtUp(catchUp, DAY, 100, NOON.plusMillis(800));
    assertTrue(plan.plain());
    assertEquals(List.of(NOON), plan.runs());
    assertEquals(minute(1), plan.next());
  }

  @Test
  void withoutCatchUpWhatPassedIsOutsideOfAnyWindow() {
    Fates.Plan plan = caughtUp(CatchUp.NONE, DAY, 100, minute(10).plusSeconds(30));
    assertEquals(List.of(), plan.runs());
    assertEquals(List.of(range(0, 10, Reason.OUTSIDE_WINDOW)), plan.passed());
    assertEquals(minute(11), plan.next());
  }

  @Test
  void theLatestIsMadeUpForAndTheOthersAreMissed() {
    Fates.Plan plan = caughtUp(CatchUp.LATEST, DAY, 100, minute(10).plusSeconds(30));
    assertEquals(List.of(minute(10)), plan.runs());
    assertEquals(List.of(range(0, 9, Reason.OVER_LIMIT)), plan.passed());
  }

  @Test
  void theLatestIsNotMadeUpForBesideOneThatIsOnTime() {
    Fates.Plan plan = caughtUp(CatchUp.LATEST, DAY, 100, minute(10).plusSeconds(1));
    assertEquals(List.of(minute(10)), plan.runs());
    assertEquals(List.of(range(0, 9, Reason.OVER_LIMIT)), plan.passed());
  }

  @Test
  void nothingIsMadeUpForBeyondTheWindow() {
    Fates.Plan plan = caughtUp(CatchUp.ALL, Duration.ofMinutes(3), 100, minute(10).plusSeconds(30));
    assertEquals(minutes(8, 10), plan.runs());
    assertEquals(List.of(range(0, 7, Reason.OUTSIDE_WINDOW)), plan.passed());
  }

  @Test
  void theNewestAreKeptWhenThereAreMoreThanTheLimit() {
    Fates.Plan plan = caughtUp(CatchUp.ALL, Duration.ofMinutes(8), 4, minute(10).plusSeconds(30));
    assertEquals(minutes(7, 10), plan.runs());
    assertEquals(
        List.of(range(0, 2, Reason.OUTSIDE_WINDOW), range(3, 6, Reason.OVER_LIMIT)), plan.passed());
  }

  @Test
  void whatPassedBeforeAScheduleEndedIsNotMadeUpForAfterwards() {
    Recurrence rule = rule(Overlap.ALLOW, CatchUp.ALL, DAY, 100).withSpan(null, minute(5), null);
    Fates.Plan plan = plan(rule, minute(10), 0, 0);
    assertEquals(List.of(), plan.runs());
    assertEquals(List.of(range(0, 4, Reason.ENDED)), plan.passed());
    assertTrue(plan.ended());
    assertEquals(Timetable.NEVER, plan.next());
  }

  @Test
  void theLastOfSoManyRunsEndsTheSchedule() {
    Recurrence rule = rule(Overlap.ALLOW, CatchUp.ALL, DAY, 100).withSpan(null, null, 10L);
    Fates.Plan plan = plan(rule, minute(10).plusSeconds(30), 0, 7);
    assertEquals(minutes(0, 2), plan.runs());
    assertTrue(plan.ended());
    assertFalse(plan(rule, NOON, 0, 8).ended());
    assertTrue(plan(rule, NOON, 0, 9).ended());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALLOW          | 0 | 5 | 0 |
          ALLOW          | 3 | 5 | 0 |
          SKIP           | 0 | 1 | 4 | OVERLAP
          SKIP           | 1 | 0 | 5 | OVERLAP
          QUEUE_ONE      | 0 | 2 | 3 | BUFFER_FULL
          QUEUE_ONE      | 1 | 1 | 4 | BUFFER_FULL
          QUEUE_ONE      | 2 | 0 | 5 | BUFFER_FULL
          QUEUE_ALL      | 0 | 4 | 1 | BUFFER_FULL
          QUEUE_ALL      | 1 | 3 | 2 | BUFFER_FULL
          QUEUE_ALL      | 4 | 0 | 5 | BUFFER_FULL
          CANCEL_RUNNING | 0 | 1 | 4 | OVERLAP
          CANCEL_RUNNING | 2 | 1 | 4 | OVERLAP
          KILL_RUNNING   | 1 | 1 | 4 | OVERLAP
          """)
  void whatRunsMustGetPastTheRunsThatAreNotOver(
      Overlap overlap, int live, int runs, int skipped, Reason reason) {
    Recurrence rule =
        rule(overlap, CatchUp.ALL, DAY, 100).withConduct(new Recurrence.Conduct(overlap, 3, false));
    Fates.Plan plan = plan(rule, minute(4).plusSeconds(30), live, 0);
    assertEquals(runs, plan.runs().size());
    assertEquals(skipped, plan.passed().stream().mapToLong(Fates.Passed::count).sum());
    plan.passed().forEach(passed -> assertEquals(reason, passed.reason()));
    if (overlap.replaces()) {
      assertEquals(List.of(minute(4)), plan.runs(), "the newest one replaces");
    }
  }

  @Test
  void aLocalTimeThatIsLeftOutIsInTheLedger() {
    Schedule.Cron cron =
        new Schedule.Cron(
            "30 2 * * *",
            ZoneId.of("Europe/Madrid"),
            new Schedule.Clocks(Schedule.Gap.SKIP, null),
            Recurrence.DEFAULT);
    Instant transition = Instant.parse("2026-03-29T01:00:00Z");
    Fates.Plan plan =
        Fates.of(new Timetable(cron), new Fates.Standing(transition, transition, GRACE, 0, 0));
    assertEquals(List.of(), plan.runs());
    assertEquals(
        new Fates.Passed(transition, transition, 1, Reason.DST, "02:30 does not exist on this day"),
        plan.passed().getFirst());
    assertEquals(Instant.parse("2026-03-30T00:30:00Z"), plan.next());
  }

  @Test
  void everyNominalTimeHasOneFate() {
    for (Overlap overlap : Overlap.values()) {
      for (CatchUp catchUp : CatchUp.values()) {
        for (int late = 0; late < 200; late += 7) {
          Instant now = minute(late).plusSeconds(20);
          Fates.Plan plan = plan(rule(overlap, catchUp, Duration.ofMinutes(90), 30), now, 1, 0);
          TreeSet<Instant> seen = new TreeSet<>(plan.runs());
          long passed = 0;
          for (Fates.Passed range : plan.passed()) {
            passed += range.count();
            long within = Duration.between(range.from(), range.to()).toMinutes() + 1;
            assertEquals(within, range.count(), "nothing else lies in a range");
            assertTrue(seen.subSet(range.from(), true, range.to(), true).isEmpty());
          }
          assertEquals(late + 1, passed + plan.runs().size(), overlap + " " + catchUp + " " + late);
          assertEquals(minute(late + 1), plan.next());
        }
      }
    }
  }

  @Test
  void aYearOfSecondsIsClosedWithAnExactCountAndBoundedWork() {
    Instant now = NOON.plus(Duration.ofDays(365)).plusMillis(300);
    Schedule.Cron seconds =
        new Schedule.Cron(
            "* * * * * *", ZoneOffset.UTC, rule(Overlap.ALLOW, CatchUp.LATEST, DAY, 100));
    Fates.Plan plan = Fates.of(new Timetable(seconds), new Fates.Standing(NOON, now, GRACE, 0, 0));
    long passed = plan.passed().stream().mapToLong(Fates.Passed::count).sum();
    assertEquals(365L * 86_400 + 1, passed + plan.runs().size());
  }
}
