package io.devq.jobs.schedule;

import io.devq.base.Problem;
import io.devq.base.Shards;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The nominal times of a recurring job. Used by one thread at a time.
///
/// A nominal time is one the schedule names, whether it comes to run or not: a day that a calendar
/// rules out and a local time that is left out are nominal times too, with a reason of their own.
public final class Timetable {

  /// A moment that never comes: a schedule that has no further firing stands there.
  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private final Schedule.Recurring schedule;
  private final Recurrence rule;
  private final OpenDays open;
  private final String seed;
  private final @Nullable CronExpression cron;
  private final @Nullable ZoneClocks clocks;

  /// The timetable of a schedule that follows no calendar and does not depend on the job it is of.
  ///
  /// @throws Problem when the schedule is none
  public Timetable(Schedule.Recurring schedule) {
    this(schedule, "", OpenDays.ALL);
  }

  /// The timetable of a schedule.
  ///
  /// @param seed what tells it from others: the name of the job, or its id
  /// @throws Problem when the schedule is none
  public Timetable(Schedule.Recurring schedule, String seed, OpenDays open) {
    this.schedule = schedule;
    this.rule = schedule.recurrence();
    this.open = open;
    this.seed = seed;
    if (schedule instanceof Schedule.Cron c) {
      this.cron = CronExpression.parse(c.expression(), seed);
      this.clocks = new ZoneClocks(cron, c.zone().getRules(), c.clocks());
    } else {
      this.cron = null;
      this.clocks = null;
    }
  }

  /// A nominal time.
  ///
  /// @param wall the local time it was written for, or null when it follows elapsed time
  /// @param out why it does not run by the schedule itself: CALENDAR, DST, or null when it runs
  /// @param note more about that in words, or null
  public record Nominal(
      Instant at, @Nullable LocalDateTime wall, @Nullable Reason out, @Nullable String note) {

    private static final Nominal NONE = new Nominal(NEVER, null, null, null);

    /// Whether there is such a time.
    public boolean comes() {
      return at.isBefore(NEVER);
    }
  }

  /// The schedule it is of.
  public Schedule.Recurring schedule() {
    return schedule;
  }

  /// Whether the next time is known only when the run before is over.
  public boolean waitsForEnd() {
    return schedule instanceof Schedule.EveryAfter;
  }

  /// The first nominal time of a schedule that begins now; [#NEVER] when there is none.
  public Instant first(Instant now) {
    Instant start = rule.span().start();
    Instant first =
        switch (schedule) {
          case Schedule.Every every ->
              start == null ? now.plus(every.interval()) : step(now, start, every.interval());
          case Schedule.EveryAfter _ -> start == null || start.isBefore(now) ? now : start;
          case Schedule.Cron _ -> after(now, now);
        };
    return inSpan(first);
  }

  /// When a job whose run ended so is due again, for a schedule that waits for ends.
  public Instant afterEnd(Instant ended) {
    return schedule instanceof Schedule.EveryAfter every
        ? inSpan(ended.plus(every.pause()))
        : NEVER;
  }

  /// The first nominal time strictly after a moment; [#NEVER] when there is none.
  ///
  /// @param nominal a nominal time of the same schedule from which intervals count on
  public Instant after(Instant moment, Instant nominal) {
    return nominal(moment, nominal).at();
  }

  /// The first nominal time strictly after a moment, with what the schedule itself says of it.
  ///
  /// @param anchor a nominal time of the same schedule from which intervals count on
  public Nominal nominal(Instant moment, Instant anchor) {
    return switch (schedule) {
      case Schedule.Every every ->
          judged(step(notBeforeStart(moment), anchor, every.interval()), null);
      case Schedule.EveryAfter _ -> Nominal.NONE;
      case Schedule.Cron _ -> ofCron(notBeforeStart(moment));
    };
  }

  private Nominal ofCron(Instant moment) {
    CronExpression.Firing firing = clocks == null ? null : clocks.after(moment);
    if (firing == null) {
      return Nominal.NONE;
    }
    if (firing.left() && inSpan(firing.at()).isBefore(NEVER)) {
      return new Nominal(
          firing.at(), firing.wall(), Reason.DST, local(firing) + " does not exist on this day");
    }
    return judged(firing.at(), firing.wall());
  }

  private static String local(CronExpression.Firing firing) {
    return firing.wall() == null ? "the time" : firing.wall().toLocalTime().toString();
  }

  private Nominal judged(Instant at, @Nullable LocalDateTime wall) {
    if (inSpan(at).equals(NEVER)) {
      return Nominal.NONE;
    }
    String out = open.all() ? null : open.ruledOut(day(at));
    return new Nominal(at, wall, out == null ? null : Reason.CALENDAR, out);
  }

  /// The nominal time at a moment that was computed before; the rules of a zone and the calendars
  /// may have changed since.
  public Nominal at(Instant at) {
    Nominal now =
        schedule instanceof Schedule.Cron ? nominal(at.minusNanos(1), at) : judged(at, null);
    return now.at().equals(at) ? now : new Nominal(at, null, null, null);
  }

  /// Whether a time is still one that the schedule names.
  public boolean names(Instant at) {
    return !(schedule instanceof Schedule.Cron) || after(at.minusNanos(1), at).equals(at);
  }

  private LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, schedule.days());
  }

  private Instant notBeforeStart(Instant moment) {
    Instant start = rule.span().start();
    return start == null || !moment.isBefore(start) ? moment : start.minusNanos(1);
  }

  private Instant inSpan(Instant at) {
    Instant end = rule.span().end();
    boolean over = end != null && !at.isBefore(end);
    return over || !at.isBefore(JobLimits.HORIZON) ? NEVER : at;
  }

  private static Instant step(Instant moment, Instant nominal, Duration interval) {
    if (nominal.isAfter(moment)) {
      return nominal;
    }
    long steps = Duration.between(nominal, moment).dividedBy(interval) + 1;
    return nominal.plus(interval.multipliedBy(steps));
  }

  /// A nominal time of an interval at or before a moment, in step with one that is known; that one
  /// itself for every other schedule.
  public Instant before(Instant known, Instant moment) {
    if (!(schedule instanceof Schedule.Every every) || !known.isAfter(moment)) {
      return known;
    }
    long steps = Duration.between(moment, known).dividedBy(every.interval()) + 1;
    return known.minus(every.interval().multipliedBy(steps));
  }

  /// How many nominal times there are from one moment, inclusive, to another, exclusive, that no
  /// calendar rules out.
  ///
  /// @param anchor a nominal time of the same schedule from which intervals count on
  public long count(Instant from, Instant to, Instant anchor) {
    Instant begin = max(from, rule.span().start());
    Instant end = min(min(to, rule.span().end()), JobLimits.HORIZON);
    if (!begin.isBefore(end)) {
      return 0;
    }
    if (open.all()) {
      return countAll(begin, end, anchor);
    }
    long count = 0;
    ZoneId zone = schedule.days();
    for (Instant at = begin; at.isBefore(end); ) {
      LocalDate day = day(at);
      Instant dawn = day.plusDays(1).atStartOfDay(zone).toInstant();
      Instant until = min(dawn.isAfter(at) ? dawn : at.plusSeconds(1), end);
      count += open.ruledOut(day) == null ? countAll(at, until, anchor) : 0;
      at = until;
    }
    return count;
  }

  /// How many nominal times there are from one moment, inclusive, to another, exclusive, whatever
  /// the calendars say.
  ///
  /// @param anchor a nominal time of the same schedule from which intervals count on
  public long countNamed(Instant from, Instant to, Instant anchor) {
    Instant begin = max(from, rule.span().start());
    Instant end = min(min(to, rule.span().end()), JobLimits.HORIZON);
    return begin.isBefore(end) ? countAll(begin, end, anchor) : 0;
  }

  private long countAll(Instant from, Instant to, Instant anchor) {
    return switch (schedule) {
      case Schedule.Every every -> steps(to, anchor, every) - steps(from, anchor, every);
      case Schedule.EveryAfter _ -> 0;
      case Schedule.Cron _ -> clocks == null ? 0 : clocks.count(from, to);
    };
  }

  /// How many steps of an interval lie between an anchor and a moment.
  private static long steps(Instant moment, Instant anchor, Schedule.Every every) {
    Duration since = Duration.between(anchor, moment);
    long steps = Math.floorDiv(since.toNanos() - 1, every.interval().toNanos());
    return steps + 1;
  }

  private static Instant max(Instant a, @Nullable Instant b) {
    return b == null || a.isAfter(b) ? a : b;
  }

  private static Instant min(Instant a, @Nullable Instant b) {
    return b == null || a.isBefore(b) ? a : b;
  }

  /// Whether runs are due when they are nominally.
  public boolean spreads() {
    return !rule.spread().none();
  }

  /// When the run of a nominal time is due: the same part of the spread window later for all runs
  /// of a job, and a random part of the jitter.
  public Instant due(Instant nominal, RandomGenerator random) {
    Recurrence.Spread spread = rule.spread();
    long window = spread.window().toMillis();
    long jitter = spread.jitter().toMillis();
    long part = window == 0 ? 0 : Long.remainderUnsigned(Shards.hash(seed + "\0spread"), window);
    return nominal.plusMillis(part + (jitter == 0 ? 0 : random.nextLong(jitter)));
  }

  /// What the schedule does that one may not expect, in words, or null.
  public @Nullable String remark() {
    return cron != null && cron.eitherDay()
        ? "Both the day of the month and the weekday are restricted: a day that fits either is"
            + " enough."
        : null;
  }
}
