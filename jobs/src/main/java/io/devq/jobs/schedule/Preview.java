package io.devq.jobs.schedule;

import io.devq.jobs.Forecast;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows when a [Timetable] will fire: it asks the one that fires.
public final class Preview {

  /// The most firings that are shown.
  public static final int MOST = 200;

  /// How many firings are shown on either side of a clock change.
  private static final int BESIDE = 2;

  private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(5);
  private static final Duration LONGEST_LOOK_BACK = Duration.ofDays(400);

  private final Timetable timetable;
  private final ZoneId zone;
  private final Instant from;

  private Preview(Timetable timetable, ZoneId zone, Instant from) {
    this.timetable = timetable;
    this.zone = zone;
    this.from = from;
  }

  /// The next `count` firings after `from`, and those around the next change of the zone's clocks.
  ///
  /// @param zone whose clocks are shown when the schedule itself has no zone
  /// @throws io.devq.base.Problem when the schedule is none
  public static Forecast of(Schedule.Recurring schedule, ZoneId zone, Instant from, int count) {
    return of(new Timetable(schedule), zone, from, count);
  }

  /// The next `count` firings of a timetable after `from`, and those around the next change of the
  /// zone's clocks.
  public static Forecast of(Timetable timetable, ZoneId zone, Instant from, int count) {
    ZoneId shown = timetable.schedule() instanceof Schedule.Cron cron ? cron.zone() : zone;
    Preview preview = new Preview(timetable, shown, from);
    return new Forecast(
        preview.upcoming(Math.clamp(count, 1, MOST)), preview.change(), timetable.remark());
  }

  /// The first one may come before the interval is over once, so it is asked for apart. Of a fixed
  /// delay only the first one is known.
  private List<Forecast.Firing> upcoming(int count) {
    Instant first = timetable.first(from);
    List<Forecast.Firing> firings = new ArrayList<>();
    if (first.isBefore(Timetable.NEVER)) {
      firings.add(firing(timetable.at(first)));
      firings.addAll(after(first, count - 1));
    }
    return firings;
  }

  private List<Forecast.Firing> after(Instant moment, int count) {
    List<Forecast.Firing> firings = new ArrayList<>();
    Timetable.Nominal next = timetable.nominal(moment, anchor());
    while (firings.size() < count && next.comes()) {
      firings.add(firing(next));
      next = timetable.nominal(next.at(), anchor());
    }
    return firings;
  }

  private Instant anchor() {
    Instant first = timetable.first(from);
    return first.isBefore(Timetable.NEVER) ? first : from;
  }

  private Forecast.Firing firing(Timetable.Nominal nominal) {
    return new Forecast.Firing(
        nominal.at(),
        nominal.at().atZone(zone).toOffsetDateTime(),
        nominal.out(),
        nominal.note() == null ? note(nominal) : nominal.note());
  }

  private @Nullable String note(Timetable.Nominal nominal) {
    LocalDateTime wall = nominal.wall();
    ZoneOffsetTransition change = wall == null ? null : zone.getRules().getTransition(wall);
    if (change == null || wall == null) {
      return null;
    }
    if (!change.isGap()) {
      boolean first = nominal.at().isBefore(change.getInstant());
      return wall.toLocalTime()
          + " comes twice on this day; this is the "
          + (first ? "first" : "second")
          + " time";
    }
    return wall.toLocalTime()
        + " does not exist on this day; it runs "
        + (nominal.at().equals(change.getInstant())
            ? "when the clocks change"
            : "as much later as the clocks are put forward");
  }

  private Forecast.@Nullable ClockChange change() {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition change = rules.nextTransition(from);
    if (change == null) {
      return null;
    }
    List<Forecast.Firing> around = new ArrayList<>(before(change.getInstant()));
    around.addAll(after(change.getInstant().minusNanos(1), BESIDE));
    LocalDateTime first = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
    return new Forecast.ClockChange(
        change.getInstant(),
        change.isGap() ? Forecast.Kind.MISSING : Forecast.Kind.TWICE,
        first,
        first.plus(change.getDuration().abs()),
        around);
  }

  /// The last firings before a moment: looks back farther and farther until there are enough, so
  /// that frequent and rare schedules cost the same.
  private List<Forecast.Firing> before(Instant end) {
    List<Forecast.Firing> last = List.of();
    Duration back = FIRST_LOOK_BACK;
    while (last.size() < BESIDE && back.compareTo(LONGEST_LOOK_BACK) < 0) {
      Instant begin = end.minus(back).isBefore(from) ? from : end.minus(back);
      last = lastBetween(begin, end);
      if (begin.equals(from)) {
        break;
      }
      back = back.multipliedBy(6);
    }
    return last;
  }

  private List<Forecast.Firing> lastBetween(Instant begin, Instant end) {
    List<Forecast.Firing> last = new ArrayList<>();
    Timetable.Nominal next = timetable.nominal(begin, anchor());
    while (next.at().isBefore(end)) {
      if (last.size() == BESIDE) {
        last.removeFirst();
      }
      last.add(firing(next));
      next = timetable.nominal(next.at(), anchor());
    }
    return last;
  }
}
