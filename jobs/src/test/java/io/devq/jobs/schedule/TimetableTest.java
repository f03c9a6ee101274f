package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.jobs.Calendar;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimetableTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Timetable every(Duration interval, Recurrence rule) {
    return new Timetable(new Schedule.Every(interval, rule));
  }

  private static Instant minute(int n) {
    return NOON.plusSeconds(60L * n);
  }

  @Test
  void intervalsCountFromTheNominalTimeAndDoNotDrift() {
    Timetable every = every(Duration.ofMinutes(1), Recurrence.DEFAULT);
    assertEquals(minute(1), every.after(NOON, NOON));
    assertEquals(minute(6), every.after(minute(5).plusSeconds(59), NOON));
    assertEquals(minute(3), every.after(NOON, minute(3)));
    assertEquals(minute(1), every.first(NOON));
  }

  @Test
  void anIntervalWithAStartCountsFromTheStart() {
    Recurrence rule = Recurrence.DEFAULT.withSpan(NOON, null, null);
    Timetable every = every(Duration.ofMinutes(7), rule);
    assertEquals(NOON, every.first(NOON.minusSeconds(1)));
    assertEquals(minute(7), every.first(NOON.plusSeconds(1)));
  }

  @Test
  void nothingFiresBeforeTheStartOrFromTheEndOn() {
    Recurrence rule = Recurrence.DEFAULT.withSpan(minute(10), minute(13), null);
    Timetable cron = new Timetable(new Schedule.Cron("* * * * *", ZoneOffset.UTC, rule));
    List<Instant> fired = new ArrayList<>();
    for (Instant at = cron.first(NOON); at.isBefore(Timetable.NEVER); at = cron.after(at, at)) {
      fired.add(at);
    }
    assertEquals(List.of(minute(10), minute(11), minute(12)), fired);
  }

  @Test
  void anIntervalShorterThanASecondIsRefused() {
    Problem problem =
        assertThrows(Problem.class, () -> every(Duration.ofMillis(999), Recurrence.DEFAULT));
    assertEquals("invalid_interval", problem.code());
    assertThrows(
        Problem.class, () -> new Schedule.EveryAfter(Duration.ofMillis(1), Recurrence.DEFAULT));
  }

  @Test
  void anEndBeforeTheStartIsRefused() {
    Problem problem =
        assertThrows(
            Problem.class, () -> Recurrence.DEFAULT.withSpan(NOON, NOON.minusSeconds(1), null));
    assertEquals("/schedule/end", problem.pointer());
  }

  @Test
  void yearsLengthsAndSizesHaveLimits() {
    Recurrence rule = Recurrence.DEFAULT;
    List<Runnable> tooMuch =
        List.of(
            () -> rule.withSpan(Instant.parse("2200-01-01T00:00:01Z"), null, null),
            () -> rule.withSpan(null, Instant.parse("1969-01-01T00:00:00Z"), null),
            () -> rule.withSpan(null, null, 0L),
            () -> rule.withSpread(Duration.ofDays(2), Duration.ZERO),
            () -> rule.withSpread(Duration.ZERO, Duration.ofSeconds(-1)),
            () -> rule.withMakeUp(rule.makeUp().policy(), Duration.ofDays(5000), 1),
            () -> rule.withMakeUp(rule.makeUp().policy(), Duration.ofDays(1), 10_001),
            () -> rule.withDays(IntStream.range(0, 17).mapToObj(i -> "c" + i).toList(), List.of()),
            () -> new Schedule.Every(Duration.ofDays(4000), rule));
    for (Runnable one : tooMuch) {
      assertThrows(Problem.class, one::run);
    }
    assertEquals(
        Timetable.NEVER,
        new Timetable(new Schedule.Cron("@yearly", ZoneOffset.UTC, rule))
            .first(Instant.parse("2199-06-01T00:00:00Z")));
  }

  @Test
  void aDayThatACalendarRulesOutIsANominalTimeThatDoesNotRun() {
    Calendar workdays =
        new Calendar(
            "workdays",
            Set.of(
                DayOfWeek.MONDAY,
                DayOfWeek.TUESDAY,
                DayOfWeek.WEDNESDAY,
                DayOfWeek.THURSDAY,
                DayOfWeek.FRIDAY),
            Set.of(),
            Set.of(LocalDate.parse("2026-11-25")));
    OpenDays open = new OpenDays(List.of(workdays), List.of());
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    Timetable daily =
        new Timetable(new Schedule.Cron("0 4 * * *", tokyo, Recurrence.DEFAULT), "", open);
    List<String> out = new ArrayList<>();
    Instant at = NOON;
    for (int day = 0; day < 7; day++) {
      Timetable.Nominal next = daily.nominal(at, at);
      at = next.at();
      if (next.out() == Reason.CALENDAR) {
        out.add(LocalDate.ofInstant(at, tokyo) + " " + next.note());
      }
    }
    assertEquals(
        List.of(
            "2026-11-22 no day of the calendar workdays",
            "2026-11-25 no day of the calendar workdays",
            "2026-11-28 no day of the calendar workdays"),
        out);
    assertEquals(4, daily.count(NOON, NOON.plus(Duration.ofDays(7)), NOON));
  }

  @Test
  void aHolidayIsExcludedAndAddedDatesCount() {
    LocalDate christmas = LocalDate.parse("2026-12-25");
    Calendar holidays = new Calendar("holidays", Set.of(), Set.of(christmas), Set.of());
    OpenDays open = new OpenDays(List.of(), List.of(holidays));
    assertEquals("the calendar holidays has this day", open.ruledOut(christmas));
    assertEquals(null, open.ruledOut(christmas.plusDays(1)));
    assertThrows(
        Problem.class, () -> new Calendar("both", Set.of(), Set.of(christmas), Set.of(christmas)));
  }

  @Test
  void jitterAndSpreadPutOffTheRunAndNotTheNominalTime() {
    Recurrence rule = Recurrence.DEFAULT.withSpread(Duration.ofSeconds(30), Duration.ofMinutes(10));
    Random random = new Random(7);
    Set<Instant> dues = new HashSet<>();
    Set<Long> parts = new HashSet<>();
    for (int job = 0; job < 100; job++) {
      Timetable cron =
          new Timetable(
              new Schedule.Cron("0 * * * *", ZoneOffset.UTC, rule), "job " + job, OpenDays.ALL);
      assertTrue(cron.spreads());
      Instant due = cron.due(NOON, random);
      assertFalse(due.isBefore(NOON));
      assertTrue(due.isBefore(NOON.plus(Duration.ofMinutes(10)).plusSeconds(30)));
      dues.add(due);
      parts.add(Duration.between(NOON, due).toMinutes());
      assertEquals(NOON, cron.after(NOON.minusSeconds(1), NOON));
    }
    assertTrue(dues.size() > 95);
    assertTrue(parts.size() >= 10, "spread over the window: " + parts);
  }

  @Test
  void aSpreadWithoutJitterIsTheSameForEveryFiringOfAJob() {
    Recurrence rule = Recurrence.DEFAULT.withSpread(Duration.ZERO, Duration.ofHours(1));
    Timetable cron =
        new Timetable(new Schedule.Cron("@daily", ZoneOffset.UTC, rule), "nightly", OpenDays.ALL);
    Duration off = Duration.between(NOON, cron.due(NOON, new Random()));
    Instant later = NOON.plus(Duration.ofDays(1));
    assertEquals(off, Duration.between(later, cron.due(later, new Random())));
  }

  @Test
  void aFixedDelayCountsFromTheEndOfTheRunBefore() {
    Timetable after =
        new Timetable(new Schedule.EveryAfter(Duration.ofMinutes(5), Recurrence.DEFAULT));
    assertTrue(after.waitsForEnd());
    assertEquals(NOON, after.first(NOON));
    assertEquals(minute(5), after.afterEnd(NOON));
    assertEquals(Timetable.NEVER, after.after(NOON, NOON));
  }

  @Test
  void countingIsWalking() {
    Random random = new Random(42);
    List<String> crons =
        List.of("*/7 * * * *", "30 2 * * *", "0 0 * * * *", "5,35 1-3 * * sun", "0 12 L * *");
    for (String zone : List.of("Europe/Madrid", "Australia/Lord_Howe", "America/New_York")) {
      for (String cron : crons) {
        for (Schedule.Gap gap : Schedule.Gap.values()) {
          for (Schedule.Fold fold : Schedule.Fold.values()) {
            Timetable timetable =
                new Timetable(
                    new Schedule.Cron(
                        cron, ZoneId.of(zone), new Schedule.Clocks(gap, fold), Recurrence.DEFAULT));
            Instant from =
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(30_000_000));
            Instant to = from.plusSeconds(random.nextInt(12_000_000));
            long walked = 0;
            for (Instant at = timetable.after(from.minusNanos(1), from);
                at.isBefore(to);
                at = timetable.after(at, from)) {
              walked++;
            }
            assertEquals(
                walked,
                timetable.count(from, to, from),
                cron + " " + zone + " " + gap + " " + fold + " " + from + " " + to);
          }
        }
      }
    }
  }
}
