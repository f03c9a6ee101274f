package io.devq.jobs.schedule;

import io.devq.base.Problem;
import io.devq.jobs.CatchUp;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a recurring job fires.
public final class Timetable {

  /// A moment that never comes: a schedule that has no further firing stands there.
  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  /// Nominal times that are counted one by one after a downtime; beyond that the range is closed
  /// without a count by time.
  private static final int MOST_COUNTED = 200_000;

  private final Schedule.Recurring schedule;
  private final @Nullable CronExpression cron;

  /// The timetable of a schedule.
  ///
  /// @throws Problem when the schedule is none
  public Timetable(Schedule.Recurring schedule) {
    this.schedule = schedule;
    this.cron = schedule instanceof Schedule.Cron c ? CronExpression.parse(c.expression()) : null;
    if (schedule instanceof Schedule.Every every
        && every.interval().compareTo(JobLimits.SHORTEST_INTERVAL) < 0) {
      throw Problem.invalid(
          "invalid_interval",
          "The shortest interval is " + JobLimits.SHORTEST_INTERVAL + ".",
          "/schedule/every");
    }
  }

  /// The first firing strictly after a moment; [#NEVER] when there is none.
  ///
  /// @param nominal a nominal time of the same schedule from which intervals count on
  public Instant after(Instant moment, Instant nominal) {
    return switch (schedule) {
      case Schedule.Every every -> step(moment, nominal, every.interval());
      case Schedule.Cron c when cron != null -> cron.next(moment, c.zone()).orElse(NEVER);
      case Schedule.Cron _ -> NEVER;
    };
  }

  /// The local time that a firing was written for, or null when it follows elapsed time. It differs
  /// from what the clocks show when that time does not exist.
  @Nullable LocalDateTime wallTime(Instant firing) {
    return schedule instanceof Schedule.Cron c && cron != null
        ? cron.firing(firing.minusNanos(1), c.zone()).map(CronExpression.Firing::wall).orElse(null)
        : null;
  }

  private static Instant step(Instant moment, Instant nominal, Duration interval) {
    if (nominal.isAfter(moment)) {
      return nominal;
    }
    long steps = Duration.between(nominal, moment).dividedBy(interval) + 1;
    return nominal.plus(interval.multipliedBy(steps));
  }

  /// What a time that has come leads to.
  ///
  /// @param runs nominal times that become runs, oldest first
  /// @param missedFrom the first nominal time that is missed, or null when none is
  /// @param next when it fires next
  public record Plan(
      List<Instant> runs,
      @Nullable Instant missedFrom,
      @Nullable Instant missedTo,
      long missed,
      Instant next) {}

  /// Decides what becomes of the nominal time `due` and of those that followed it up to `now`: a
  /// time that is late by no more than `grace` just runs; the others are made up for as the
  /// schedule says.
  public Plan plan(Instant due, Instant now, Duration grace) {
    List<Instant> passed = new ArrayList<>();
    Instant at = due;
    while (!at.isAfter(now) && passed.size() < MOST_COUNTED) {
      passed.add(at);
      at = after(at, due);
    }
    int from = firstToRun(passed, now, grace);
    List<Instant> runs = List.copyOf(passed.subList(from, passed.size()));
    Instant next = after(now, due);
    return from == 0
        ? new Plan(runs, null, null, 0, next)
        : new Plan(runs, passed.getFirst(), passed.get(from - 1), from, next);
  }

  private int firstToRun(List<Instant> passed, Instant now, Duration grace) {
    Schedule.Recurrence rule = schedule.recurrence();
    int onTime = passed.size();
    while (onTime > 0 && !passed.get(onTime - 1).plus(grace).isBefore(now)) {
      onTime--;
    }
    int late =
        switch (rule.catchUp()) {
          case NONE -> 0;
          case LATEST -> passed.size() - onTime > 0 ? 0 : 1;
          case ALL -> rule.catchUpLimit();
        };
    int first = Math.max(0, onTime - late);
    while (first < onTime && passed.get(first).plus(rule.catchUpWindow()).isBefore(now)) {
      first++;
    }
    return rule.catchUp() == CatchUp.NONE ? onTime : first;
  }
}
