package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Laws that hold for expressions nobody thought of: generated from a seed.
class CronLawsTest {

  private static final int EXPRESSIONS = 400;
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Madrid",
          "America/New_York",
          "Australia/Lord_Howe",
          "Antarctica/Troll",
          "Africa/Casablanca",
          "Asia/Kathmandu");

  private static String field(Random random, int first, int last) {
    int a = first + random.nextInt(last - first + 1);
    int b = a + random.nextInt(last - a + 1);
    return switch (random.nextInt(7)) {
      case 0, 1 -> "*";
      case 2 -> "" + a;
      case 3 -> a + "-" + b;
      case 4 -> "*/" + (1 + random.nextInt(last));
      case 5 -> a + "-" + b + "/" + (1 + random.nextInt(5));
      default -> a + "," + b + ",H";
    };
  }

  private static String expression(Random random) {
    String day =
        switch (random.nextInt(8)) {
          case 0 -> "L";
          case 1 -> "LW";
          case 2 -> (1 + random.nextInt(31)) + "W";
          case 3 -> "L-" + random.nextInt(5);
          default -> field(random, 1, 31);
        };
    String weekday =
        switch (random.nextInt(8)) {
          case 0 -> "fri#" + (1 + random.nextInt(5));
          case 1 -> random.nextInt(8) + "L";
          case 2 -> "mon-fri";
          case 3 -> "fri-sun";
          default -> field(random, 0, 6);
        };
    return (random.nextBoolean() ? "" : field(random, 0, 59) + " ")
        + field(random, 0, 59)
        + " "
        + field(random, 0, 23)
        + " "
        + day
        + " "
        + (random.nextInt(3) == 0 ? field(random, 1, 12) : "*")
        + " "
        + weekday;
  }

  @Test
  void theNextOneIsLaterNothingLiesBetweenAndTheCountAgrees() {
    Random random = new Random(20_261_121);
    int fired = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      String text = expression(random);
      CronExpression cron;
      try {
        cron = CronExpression.parse(text, "seed " + i);
      } catch (Problem never) {
        assertTrue(never.message().contains("never fires"), never.message());
        continue;
      }
      ZoneId zone = ZoneId.of(ZONES.get(i % ZONES.size()));
      Schedule.Clocks clocks =
          new Schedule.Clocks(
              random.nextBoolean() ? null : Schedule.Gap.values()[random.nextInt(3)],
              random.nextBoolean() ? null : Schedule.Fold.values()[random.nextInt(3)]);
      Instant from =
          Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(60 * 86_400 * 6));
      ZoneClocks times = new ZoneClocks(cron, zone.getRules(), clocks);
      Instant at = from;
      for (int n = 0; n < 60; n++) {
        CronExpression.Firing next = times.after(at);
        if (next == null) {
          break;
        }
        fired++;
        assertTrue(next.at().isAfter(at), text + " goes on from " + at + " to " + next.at());
        long gap = next.at().getEpochSecond() - at.getEpochSecond();
        Instant between = at.plusSeconds(random.nextLong(gap));
        assertEquals(
            next.at(),
            Objects.requireNonNull(cron.firing(between, zone, clocks)).at(),
            text + " seen from " + between);
        assertEquals(
            n == 0 && at.equals(from) ? times.count(from, next.at().plusNanos(1)) : 1,
            times.count(n == 0 ? from : at.plusNanos(1), next.at().plusNanos(1)),
            text + " counted " + at + " to " + next.at());
        at = next.at();
      }
    }
    assertTrue(fired > 10_000, fired + " firings");
  }

  @Test
  void thePreviewIsWhatFires() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      String text = expression(random);
      Timetable timetable;
      try {
        timetable =
            new Timetable(
                new Schedule.Cron(text, ZoneId.of(ZONES.get(i % ZONES.size())), Recurrence.DEFAULT),
                "job",
                OpenDays.ALL);
      } catch (Problem _) {
        continue; // it never fires
      }
      Instant from = Instant.parse("2026-03-01T00:00:00Z");
      List<Instant> shown =
          Preview.of(timetable, ZoneId.of("UTC"), from, 20).next().stream()
              .map(firing -> firing.at())
              .toList();
      List<Instant> fired = new ArrayList<>();
      Instant due = timetable.first(from);
      while (due.isBefore(Timetable.NEVER) && fired.size() < 20) {
        Fates.Plan plan =
            Fates.of(timetable, new Fates.Standing(due, due, Duration.ofSeconds(5), 0, 0));
        fired.addAll(plan.runs());
        due = plan.next();
      }
      assertEquals(fired, shown, text);
    }
  }

  @Test
  void hashedValuesAreStableForAJobAndSpreadOverJobs() {
    TreeSet<Integer> minutes = new TreeSet<>();
    int[] hours = new int[24];
    for (int job = 0; job < 1_000; job++) {
      CronExpression cron = CronExpression.parse("H H * * *", "job " + job);
      Instant first =
          cron.next(Instant.parse("2026-05-01T00:00:00Z").minusSeconds(1), ZoneId.of("UTC"))
              .orElseThrow();
      assertEquals(
          first,
          CronExpression.parse("h h * * *", "job " + job)
              .next(Instant.parse("2026-05-01T00:00:00Z").minusSeconds(1), ZoneId.of("UTC"))
              .orElseThrow());
      minutes.add(first.atZone(ZoneId.of("UTC")).getMinute());
      hours[first.atZone(ZoneId.of("UTC")).getHour()]++;
    }
    assertEquals(60, minutes.size(), "every minute is taken by some job");
    for (int count : hours) {
      assertTrue(count > 15 && count < 80, "an hour has " + count + " of 1000 jobs");
    }
  }

  @Test
  void hashedStepsAndRangesStayWhereTheyBelong() {
    for (int job = 0; job < 200; job++) {
      List<Integer> quarters = minutesOf("H/15 * * * *", "job " + job);
      assertEquals(4, quarters.size());
      assertTrue(quarters.getFirst() < 15);
      assertEquals(15, quarters.get(1) - quarters.get(0));
      List<Integer> first = minutesOf("H(0-29) * * * *", "job " + job);
      assertEquals(1, first.size());
      assertTrue(first.getFirst() < 30);
      assertEquals(3, minutesOf("H(0-29)/10 * * * *", "job " + job).size());
    }
  }

  private static List<Integer> minutesOf(String text, String seed) {
    CronExpression cron = CronExpression.parse(text, seed);
    List<Integer> minutes = new ArrayList<>();
    Instant at = Instant.parse("2026-05-01T00:00:00Z").minusSeconds(1);
    Instant end = Instant.parse("2026-05-01T01:00:00Z");
    for (at = cron.next(at, ZoneId.of("UTC")).orElseThrow();
        at.isBefore(end);
        at = cron.next(at, ZoneId.of("UTC")).orElseThrow()) {
      minutes.add(at.atZone(ZoneId.of("UTC")).getMinute());
    }
    return minutes;
  }
}
