package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import io.devq.jobs.CatchUp;
import io.devq.jobs.Overlap;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimetableTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);

  private static Timetable everyMinute(CatchUp catchUp, Duration window, int limit) {
    return new Timetable(
        new Schedule.Every(
            Duration.ofMinutes(1), new Schedule.Recurrence(Overlap.SKIP, catchUp, window, limit)));
  }

  private static Instant minute(int n) {
    return NOON.plusSeconds(60L * n);
  }

  private static List<Instant> minutes(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(TimetableTest::minute).toList();
  }

  @Test
  void aTimeThatIsOnTimeRunsWhateverTheCatchUp() {
    for (CatchUp catchUp : CatchUp.values()) {
      Timetable.Plan plan = everyMinute(catchUp, DAY, 100).plan(NOON, NOON.plusMillis(800), GRACE);
      assertEquals(List.of(NOON), plan.runs(), catchUp.name());
      assertEquals(0, plan.missed());
      assertNull(plan.missedFrom());
      assertEquals(minute(1), plan.next());
    }
  }

  @Test
  void withoutCatchUpWhatPassedIsMissed() {
    Timetable.Plan plan =
        everyMinute(CatchUp.NONE, DAY, 100).plan(NOON, minute(10).plusSeconds(30), GRACE);
    assertEquals(List.of(), plan.runs());
    assertEquals(NOON, plan.missedFrom());
    assertEquals(minute(10), plan.missedTo());
    assertEquals(11, plan.missed());
    assertEquals(minute(11), plan.next());
  }

  @Test
  void theLatestIsMadeUpForAndTheOthersAreMissed() {
    Timetable.Plan plan =
        everyMinute(CatchUp.LATEST, DAY, 100).plan(NOON, minute(10).plusSeconds(30), GRACE);
    assertEquals(List.of(minute(10)), plan.runs());
    assertEquals(minute(9), plan.missedTo());
    assertEquals(10, plan.missed());
  }

  @Test
  void theLatestIsNotMadeUpForBesideOneThatIsOnTime() {
    Timetable.Plan plan =
        everyMinute(CatchUp.LATEST, DAY, 100).plan(NOON, minute(10).plusSeconds(1), GRACE);
    assertEquals(List.of(minute(10)), plan.runs());
    assertEquals(10, plan.missed());
  }

  @Test
  void nothingIsMadeUpForBeyondTheWindow() {
    Timetable.Plan plan =
        everyMinute(CatchUp.ALL, Duration.ofMinutes(3), 100)
            .plan(NOON, minute(10).plusSeconds(30), GRACE);
    assertEquals(minutes(8, 10), plan.runs());
    assertEquals(minute(7), plan.missedTo());
    assertEquals(8, plan.missed());
  }

  @Test
  void theNewestAreKeptWhenThereAreMoreThanTheLimit() {
    Timetable.Plan plan =
        everyMinute(CatchUp.ALL, DAY, 4).plan(NOON, minute(10).plusSeconds(30), GRACE);
    assertEquals(minutes(7, 10), plan.runs());
    assertEquals(7, plan.missed());
  }

  @Test
  void everyNominalTimeHasOneFate() {
    for (CatchUp catchUp : CatchUp.values()) {
      for (int late = 0; late < 200; late += 7) {
        Instant now = minute(late).plusSeconds(20);
        Timetable.Plan plan =
            everyMinute(catchUp, Duration.ofMinutes(90), 30).plan(NOON, now, GRACE);
        assertEquals(late + 1, plan.missed() + plan.runs().size(), catchUp + " " + late);
        assertEquals(minute(late + 1), plan.next());
      }
    }
  }

  @Test
  void intervalsCountFromTheNominalTimeAndDoNotDrift() {
    Timetable every = everyMinute(CatchUp.NONE, DAY, 1);
    assertEquals(minute(1), every.after(NOON, NOON));
    assertEquals(minute(6), every.after(minute(5).plusSeconds(59), NOON));
    assertEquals(minute(3), every.after(NOON, minute(3)));
  }

  @Test
  void anIntervalShorterThanASecondIsRefused() {
    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                new Timetable(
                    new Schedule.Every(Duration.ofMillis(999), Schedule.Recurrence.DEFAULT)));
    assertEquals("invalid_interval", problem.code());
  }
}
