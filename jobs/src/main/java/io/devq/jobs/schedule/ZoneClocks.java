package io.devq.jobs.schedule;

import io.devq.jobs.JobLimits;
import io.devq.jobs.Schedule.Clocks;
import io.devq.jobs.Schedule.Fold;
import io.devq.jobs.Schedule.Gap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/// Lays the local times that a cron expression names on the time line of a zone.
///
/// Between two changes of its clocks a zone has one offset, so that local times and moments go
/// together; only where such stretches meet is there anything to decide. Remembers the stretch it
/// was asked about last; used by one thread.
final class ZoneClocks {

  private final CronExpression cron;
  private final ZoneRules rules;
  private final @Nullable Gap gap;
  private final Fold fold;
  private @Nullable Stretch last;

  /// @param clocks where it says nothing, the usual rule: an expression that fires in every hour
  ///   follows elapsed time, any other one runs what is missing at the transition and what comes
  ///   twice the first time
  ZoneClocks(CronExpression cron, ZoneRules rules, Clocks clocks) {
    this.cron = cron;
    this.rules = rules;
    boolean elapsed = cron.everyHour();
    this.gap = clocks.gap() != null ? clocks.gap() : elapsed ? null : Gap.AT_TRANSITION;
    this.fold = clocks.fold() != null ? clocks.fold() : elapsed ? Fold.BOTH : Fold.FIRST;
  }

  /// A stretch of time with one offset, in seconds since 1970; the end is exclusive.
  private record Stretch(
      long start,
      long end,
      int offset,
      @Nullable ZoneOffsetTransition in,
      @Nullable ZoneOffsetTransition out) {}

  private Stretch stretch(long at) {
    Stretch known = last;
    if (known != null && known.start <= at && at < known.end) {
      return known;
    }
    Instant moment = Instant.ofEpochSecond(at);
    ZoneOffsetTransition in = rules.previousTransition(moment.plusNanos(1));
    ZoneOffsetTransition out = rules.nextTransition(moment);
    Stretch found =
        new Stretch(
            in == null ? Long.MIN_VALUE : in.toEpochSecond(),
            out == null ? Long.MAX_VALUE : out.toEpochSecond(),
            rules.getOffset(moment).getTotalSeconds(),
            in,
            out);
    last = found;
    return found;
  }

  /// The first firing strictly after a moment, or null when there is none before the horizon.
  CronExpression.@Nullable Firing after(Instant moment) {
    long at = Math.max(moment.getEpochSecond() + 1, JobLimits.EARLIEST.getEpochSecond());
    while (at < JobLimits.HORIZON.getEpochSecond()) {
      Stretch stretch = stretch(at);
      CronExpression.Firing regular = regular(stretch, at);
      CronExpression.Firing missing = missing(stretch, at);
      if (missing != null && (regular == null || missing.at().isBefore(regular.at()))) {
        return missing;
      }
      if (regular != null) {
        return regular.at().isBefore(JobLimits.HORIZON) ? regular : null;
      }
      if (stretch.end == Long.MAX_VALUE) {
        return null;
      }
      at = stretch.end;
    }
    return null;
  }

  /// The first local time that the stretch itself has.
  private CronExpression.@Nullable Firing regular(Stretch stretch, long at) {
    long from = Math.max(at + stretch.offset, regularFrom(stretch));
    long local = cron.atOrAfter(from);
    if (local == Long.MAX_VALUE || local >= regularTo(stretch)) {
      return null;
    }
    return new CronExpression.Firing(
        Instant.ofEpochSecond(local - stretch.offset), wall(local), false);
  }

  private long regularFrom(Stretch stretch) {
    return fold == Fold.FIRST && stretch.in != null && stretch.in.isOverlap()
        ? local(stretch.in.getDateTimeBefore())
        : Long.MIN_VALUE;
  }

  private long regularTo(Stretch stretch) {
    if (stretch.end == Long.MAX_VALUE || stretch.out == null) {
      return Long.MAX_VALUE;
    }
    return fold == Fold.LAST && stretch.out.isOverlap()
        ? local(stretch.out.getDateTimeAfter())
        : stretch.end + stretch.offset;
  }

  /// The first firing of the stretch for a local time that was left out where it begins.
  private CronExpression.@Nullable Firing missing(Stretch stretch, long at) {
    ZoneOffsetTransition in = stretch.in;
    if (gap == null || in == null || !in.isGap()) {
      return null;
    }
    boolean shifted = gap == Gap.SHIFT;
    if (!shifted && at > stretch.start) {
      return null;
    }
    int before = in.getOffsetBefore().getTotalSeconds();
    long first = local(in.getDateTimeBefore());
    long local = cron.atOrAfter(shifted ? Math.max(first, at + before) : first);
    if (local >= local(in.getDateTimeAfter())) {
      return null;
    }
    long moment = shifted ? local - before : stretch.start;
    return new CronExpression.Firing(Instant.ofEpochSecond(moment), wall(local), gap == Gap.SKIP);
  }

  private @Nullable LocalDateTime wall(long local) {
    return gap == null && fold == Fold.BOTH
        ? null
        : LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
  }

  private static long local(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }

  /// How many firings there are from one moment, inclusive, to another, exclusive.
  long count(Instant from, Instant to) {
    long at = Math.max(ceil(from), JobLimits.EARLIEST.getEpochSecond());
    long end = Math.min(ceil(to), JobLimits.HORIZON.getEpochSecond());
    long count = 0;
    while (at < end) {
      Stretch stretch = stretch(at);
      long until = Math.min(end, stretch.end);
      long begin = Math.max(at + stretch.offset, regularFrom(stretch));
      long over = Math.min(until + stretch.offset, regularTo(stretch));
      count += Math.max(0, cron.countBetween(begin, over)) + countMissing(stretch, at, until);
      at = until;
    }
    return count;
  }

  /// Those that do not fall together with a local time the stretch has anyway.
  private long countMissing(Stretch stretch, long at, long until) {
    long count = 0;
    CronExpression.Firing next = missing(stretch, at);
    while (next != null && next.at().getEpochSecond() < until) {
      long moment = next.at().getEpochSecond();
      if (cron.atOrAfter(moment + stretch.offset) != moment + stretch.offset) {
        count++;
      }
      next = missing(stretch, moment + 1);
    }
    return count;
  }

  private static long ceil(Instant moment) {
    return moment.getEpochSecond() + (moment.getNano() == 0 ? 0 : 1);
  }
}
