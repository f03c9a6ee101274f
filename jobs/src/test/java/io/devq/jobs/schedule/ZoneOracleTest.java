package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.Schedule.Clocks;
import io.devq.jobs.Schedule.Fold;
import io.devq.jobs.Schedule.Gap;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// The firings of every zone of the JDK through ten years, beside an oracle that reads no cron
/// expression: each one is written down a second time as a condition on a local time, which is
/// tried on every minute of the local clock, and `java.time` says which moments that local time
/// stands for.
///
/// By default every zone is looked at around each change of its clocks, and the daily expressions
/// through all of the ten years; with `-Ddevq.oracle.all=true` all of them are, which takes
/// minutes.
class ZoneOracleTest {

  private static final LocalDateTime FIRST = LocalDateTime.of(2024, 1, 1, 0, 0);
  private static final LocalDateTime LAST = LocalDateTime.of(2034, 1, 1, 0, 0);
  private static final Clocks USUAL = Clocks.USUAL;

  private record Case(String cron, Predicate<LocalDateTime> fires) {}

  private static boolean at(LocalDateTime time, int hour, int minute) {
    return time.getHour() == hour && time.getMinute() == minute;
  }

  /// Those that fire at named times, so few that each year of each zone is looked at.
  private static final List<Case> NAMED =
      List.of(
          new Case("30 2 * * *", t -> at(t, 2, 30)),
          new Case("@daily", t -> at(t, 0, 0)),
          new Case(
              "0,30 1-3 * * *",
              t -> t.getHour() >= 1 && t.getHour() <= 3 && t.getMinute() % 30 == 0),
          new Case(
              "15 0 l * *",
              t ->
                  at(t, 0, 15)
                      && t.toLocalDate()
                          .equals(t.toLocalDate().with(TemporalAdjusters.lastDayOfMonth()))),
          new Case(
              "45 1 * * sun#1,sunL",
              t ->
                  at(t, 1, 45)
                      && t.getDayOfWeek() == DayOfWeek.SUNDAY
                      && (t.getDayOfMonth() <= 7 || t.plusDays(7).getMonth() != t.getMonth())),
          new Case(
              "0 2 13 * fri",
              t ->
                  at(t, 2, 0) && (t.getDayOfMonth() == 13 || t.getDayOfWeek() == DayOfWeek.FRIDAY)),
          new Case(
              "0 3 29 feb *",
              t -> at(t, 3, 0) && t.getMonth() == Month.FEBRUARY && t.getDayOfMonth() == 29));

  /// Those that fire in every hour.
  private static final List<Case> ELAPSED =
      List.of(
          new Case("*/5 * * * *", t -> t.getMinute() % 5 == 0),
          new Case("7 * * * *", t -> t.getMinute() == 7),
          new Case(
              "*/20 * * * sun",
              t -> t.getMinute() % 20 == 0 && t.getDayOfWeek() == DayOfWeek.SUNDAY));

  /// The local minutes of ten years at which a condition holds: tried one by one.
  private static List<LocalDateTime> minutes(Case one) {
    List<LocalDateTime> minutes = new ArrayList<>();
    for (LocalDateTime t = FIRST; t.isBefore(LAST); t = t.plusMinutes(1)) {
      if (one.fires.test(t)) {
        minutes.add(t);
      }
    }
    return minutes;
  }

  private static NavigableSet<Instant> moments(
      List<LocalDateTime> minutes, ZoneRules rules, Clocks clocks) {
    TreeSet<Instant> moments = new TreeSet<>();
    for (LocalDateTime minute : minutes) {
      List<ZoneOffset> offsets = rules.getValidOffsets(minute);
      if (offsets.isEmpty()) {
        ZoneOffsetTransition gap = rules.getTransition(minute);
        if (clocks.gap() == Gap.SHIFT) {
          moments.add(minute.toInstant(gap.getOffsetBefore()));
        } else if (clocks.gap() != Gap.SKIP) {
          moments.add(gap.getInstant());
        }
      } else if (clocks.fold() == Fold.BOTH) {
        offsets.forEach(offset -> moments.add(minute.toInstant(offset)));
      } else {
        moments.add(
            minute.toInstant(clocks.fold() == Fold.LAST ? offsets.getLast() : offsets.getFirst()));
      }
    }
    return moments;
  }

  private static List<Instant> fired(
      CronExpression cron, ZoneRules rules, Clocks clocks, Instant from, Instant to) {
    ZoneClocks zone = new ZoneClocks(cron, rules, clocks);
    List<Instant> fired = new ArrayList<>();
    CronExpression.Firing next = zone.after(from.minusNanos(1));
    while (next != null && next.at().isBefore(to)) {
      if (!next.left()) {
        fired.add(next.at());
      }
      next = zone.after(next.at());
    }
    return fired;
  }

  /// The zones that differ from each other: many names stand for the same rules.
  private static Map<String, ZoneRules> zones() {
    Map<ZoneRules, String> byRules = new HashMap<>();
    int names = 0;
    for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      byRules.putIfAbsent(ZoneId.of(name).getRules(), name);
      names++;
    }
    assertTrue(names > 500 && byRules.size() > 200, names + " zones, " + byRules.size());
    Map<String, ZoneRules> zones = new TreeMap<>();
    byRules.forEach((rules, name) -> zones.put(name, rules));
    return zones;
  }

  private static void compare(Case one, List<Clocks> ways, boolean wholly) {
    List<LocalDateTime> minutes = minutes(one);
    CronExpression cron = CronExpression.parse(one.cron);
    zones()
        .forEach((name, rules) -> {
          for (Stretch part : wholly || ALL ? List.of(TEN_YEARS) : aroundChanges(rules)) {
            List<LocalDateTime> near = wholly || ALL ? minutes : near(minutes, part);
            for (Clocks clocks : ways) {
              List<Instant> expected =
                  List.copyOf(moments(near, rules, clocks).subSet(part.from, true, part.to, false));
              assertEquals(
                  expected,
                  fired(cron, rules, clocks, part.from, part.to),
                  one.cron + " " + name + " " + clocks);
            }
          }
        });
  }

  private record Stretch(Instant from, Instant to) {}

  private static final boolean ALL = Boolean.getBoolean("devq.oracle.all");
  private static final Stretch TEN_YEARS =
      new Stretch(
          FIRST.plusDays(2).toInstant(ZoneOffset.UTC), LAST.minusDays(2).toInstant(ZoneOffset.UTC));
  private static final Duration BESIDE = Duration.ofDays(2);

  private static List<Stretch> aroundChanges(ZoneRules rules) {
    List<Stretch> around = new ArrayList<>();
    ZoneOffsetTransition change = rules.nextTransition(TEN_YEARS.from.plus(BESIDE));
    while (change != null && change.getInstant().isBefore(TEN_YEARS.to.minus(BESIDE))) {
      around.add(new Stretch(change.getInstant().minus(BESIDE), change.getInstant().plus(BESIDE)));
      change = rules.nextTransition(change.getInstant());
    }
    return around;
  }

  /// The local minutes that can stand for a moment of a stretch: a day more on either side.
  private static List<LocalDateTime> near(List<LocalDateTime> minutes, Stretch part) {
    return minutes.subList(
        index(minutes, part.from.minus(BESIDE)), index(minutes, part.to.plus(BESIDE)));
  }

  private static int index(List<LocalDateTime> minutes, Instant at) {
    int found = Collections.binarySearch(minutes, LocalDateTime.ofInstant(at, ZoneOffset.UTC));
    return found < 0 ? -found - 1 : found;
  }

  @Test
  void namedTimesFireOnceInEveryZoneThroughTenYears() {
    NAMED.forEach(one -> compare(one, List.of(USUAL), one.cron.startsWith("30 2 *")));
  }

  @Test
  void theOtherChoicesHoldInEveryZoneThroughTenYears() {
    List<Clocks> ways = new ArrayList<>();
    for (Gap gap : Gap.values()) {
      for (Fold fold : Fold.values()) {
        ways.add(new Clocks(gap, fold));
      }
    }
    compare(NAMED.get(2), ways, false);
  }

  @Test
  void whatFiresInEveryHourFollowsElapsedTimeInEveryZoneThroughTenYears() {
    for (Case one : ELAPSED) {
      CronExpression cron = CronExpression.parse(one.cron);
      zones()
          .forEach((name, rules) -> {
            for (Stretch part : ALL ? List.of(TEN_YEARS) : aroundChanges(rules)) {
              compareByMoments(one, cron, name, rules, part);
            }
          });
    }
  }

  /// Tries every minute of elapsed time: what the clocks of the zone show then must fit.
  private static void compareByMoments(
      Case one, CronExpression cron, String name, ZoneRules rules, Stretch part) {
    List<Instant> expected = new ArrayList<>();
    for (Instant t = part.from; t.isBefore(part.to); t = t.plusSeconds(60)) {
      LocalDateTime shown = LocalDateTime.ofInstant(t, rules.getOffset(t));
      if (shown.getSecond() == 0 && one.fires.test(shown)) {
        expected.add(t);
      }
    }
    assertEquals(
        expected,
        fired(cron, rules, USUAL, part.from, part.to),
        one.cron + " " + name + " " + part.from);
  }

  @Test
  void theNamedOddOnesOfTheWorldAreAsWrittenDown() {
    record Odd(String cron, String zone, String from, String expected) {}
    for (Odd odd :
        List.of(
            new Odd(
                "30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z"),
            new Odd(
                "30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
            // 02:00 becomes 02:30: 02:15 does not exist and runs at the transition
            new Odd(
                "15 2 * * *",
                "Australia/Lord_Howe",
                "2026-10-03T12:00:00Z",
                "2026-10-03T15:30:00Z"),
            // 01:00 becomes 03:00: two hours are missing
            new Odd(
                "30 1 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            new Odd(
                "30 2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            // the whole 30th of December 2011 is missing
            new Odd(
                "0 12 30 12 *", "Pacific/Apia", "2011-12-29T12:00:00Z", "2011-12-30T10:00:00Z"))) {
      assertEquals(
          Instant.parse(odd.expected),
          CronExpression.parse(odd.cron)
              .next(Instant.parse(odd.from), ZoneId.of(odd.zone))
              .orElseThrow(),
          odd.toString());
    }
  }
}
