package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.Forecast;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewTest {

  private static final Instant WINTER = Instant.parse("2026-01-10T12:00:00Z");
  private static final Instant SUMMER = Instant.parse("2026-07-10T12:00:00Z");

  private static Forecast preview(String cron, String zone, Instant from, int count) {
    Schedule.Cron schedule = new Schedule.Cron(cron, ZoneId.of(zone), Recurrence.DEFAULT);
    return Preview.of(schedule, ZoneOffset.UTC, from, count);
  }

  private static Forecast.ClockChange change(Forecast forecast) {
    assertNotNull(forecast.change());
    return Objects.requireNonNull(forecast.change());
  }

  private static List<String> local(List<Forecast.Firing> firings) {
    return firings.stream().map(firing -> firing.local().toString()).toList();
  }

  @Test
  void anHourThatDoesNotExistIsSaidAndSoIsWhatFiresInstead() {
    Forecast forecast = preview("30 2 * * *", "Europe/Madrid", WINTER, 3);
    assertEquals(
        List.of("2026-01-11T02:30+01:00", "2026-01-12T02:30+01:00", "2026-01-13T02:30+01:00"),
        local(forecast.next()));
    Forecast.ClockChange change = change(forecast);
    assertEquals(Forecast.Kind.MISSING, change.kind());
    assertEquals(LocalDateTime.parse("2026-03-29T02:00"), change.from());
    assertEquals(LocalDateTime.parse("2026-03-29T03:00"), change.to());
    assertEquals(
        List.of(
            "2026-03-27T02:30+01:00",
            "2026-03-28T02:30+01:00",
            "2026-03-29T03:00+02:00",
            "2026-03-30T02:30+02:00"),
        local(change.around()));
    assertNull(change.around().get(1).note());
    String note = Objects.requireNonNull(change.around().get(2).note());
    assertTrue(note.startsWith("02:30 does not exist"), note);
  }

  @Test
  void anHourThatComesTwiceIsSaid() {
    Forecast.ClockChange change = change(preview("30 2 * * *", "Europe/Madrid", SUMMER, 1));
    assertEquals(Forecast.Kind.TWICE, change.kind());
    assertEquals(LocalDateTime.parse("2026-10-25T02:00"), change.from());
    assertEquals(LocalDateTime.parse("2026-10-25T03:00"), change.to());
    assertEquals("2026-10-25T02:30+02:00", change.around().get(1).local().toString());
    String note = Objects.requireNonNull(change.around().get(1).note());
    assertTrue(note.startsWith("02:30 comes twice"), note);
    assertNull(change.around().get(2).note());
  }

  @Test
  void whatFiresInEveryHourFollowsElapsedTimeAndNeedsNoNote() {
    List<Forecast.Firing> around =
        change(preview("*/30 * * * *", "Europe/Madrid", SUMMER, 1)).around();
    assertEquals(
        List.of(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T02:30+01:00"),
        local(around));
    assertTrue(around.stream().allMatch(firing -> firing.note() == null));
  }

  @Test
  void aZoneWithoutClockChangesHasNone() {
    assertNull(preview("@daily", "UTC", WINTER, 5).change());
    assertEquals(5, preview("@daily", "UTC", WINTER, 5).next().size());
  }

  @Test
  void moreThanThePageIsNotShown() {
    assertEquals(Preview.MOST, preview("* * * * * *", "UTC", WINTER, 100_000).next().size());
  }

  @Test
  void intervalsAreShownOnTheClocksAskedFor() {
    Schedule.Every every = new Schedule.Every(Duration.ofMinutes(90), Recurrence.DEFAULT);
    Forecast forecast = Preview.of(every, ZoneId.of("Asia/Kolkata"), WINTER, 2);
    assertEquals(
        List.of("2026-01-10T19:00+05:30", "2026-01-10T20:30+05:30"), local(forecast.next()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"30 2 * * *", "*/7 * * * *", "0 0 1 * *", "15 1,2,3 * * sun", "* * * * * *"})
  void whatIsShownIsWhatTheTimetableFires(String cron) {
    for (String zone : List.of("Europe/Madrid", "America/New_York", "Australia/Lord_Howe")) {
      Schedule.Cron schedule = new Schedule.Cron(cron, ZoneId.of(zone), Recurrence.DEFAULT);
      Forecast forecast = Preview.of(schedule, ZoneOffset.UTC, WINTER, 50);
      List<Instant> fired = new ArrayList<>();
      Instant end = forecast.next().getLast().at();
      for (Instant at = WINTER; at.isBefore(end); ) {
        Timetable timetable = new Timetable(schedule);
        Instant next = timetable.after(at, at);
        Fates.Plan plan =
            Fates.of(timetable, new Fates.Standing(next, next, Duration.ofSeconds(5), 0, 0));
        assertTrue(plan.plain());
        assertEquals(List.of(next), plan.runs());
        fired.add(next);
        at = next;
      }
      assertEquals(fired, forecast.next().stream().map(Forecast.Firing::at).toList());
    }
  }
}
