package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Schedules.Backfill;
import io.devq.jobs.Schedules.Backfilled;
import io.devq.jobs.schedule.Filling;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.BackfillStore;
import io.devq.jobs.store.BackfillStore.Filled;
import io.devq.jobs.store.BackfillStore.Range;
import io.devq.jobs.store.BackfillStore.Target;
import io.devq.jobs.store.JobStore;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Runs nominal times of the past that have not run.
final class Backfills {

  private final BackfillStore store;
  private final JobStore jobs;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Consumer<List<RunStore.Hint>> hints;

  Backfills(Stores stores, IdSource ids, DatabaseTime time, Consumer<List<RunStore.Hint>> hints) {
    this.store = stores.backfills();
    this.jobs = stores.jobs();
    this.ids = ids;
    this.time = time;
    this.hints = hints;
  }

  Backfilled fill(JobStore.JobRow row, Timetable timetable, Backfill wanted) {
    Instant now = time.now();
    if (wanted.to().isAfter(now)) {
      throw Problem.invalid(
          "invalid_backfill", "A backfill is of the past; it is now " + now + ".", "/to");
    }
    if (timetable.waitsForEnd()) {
      throw Problem.invalid(
          "invalid_backfill", "A fixed delay names no times of the past; use trigger.", "/from");
    }
    Instant open = open(row, now);
    Instant end = wanted.to().isBefore(open) ? wanted.to() : open;
    if (!wanted.from().isBefore(end)) {
      return new Backfilled(0, 0, List.of());
    }
    long count = timetable.count(wanted.from(), end, timetable.before(open, wanted.from()));
    if (count > JobLimits.BACKFILL) {
      return tooMany(wanted, count);
    }
    Filling filling = new Filling(timetable, open, wanted.from(), end);
    Target target = new Target(row.project(), row.id(), row.spec());
    return wanted.dryRun()
        ? counted(filling, store.ran(target, wanted.from(), end), wanted)
        : filled(target, filling, new Range(wanted.from(), end), wanted);
  }

  /// The first nominal time whose fate is still open: that of the schedule, or from which on a job
  /// is paused. Intervals are in step with it.
  private Instant open(JobStore.JobRow row, Instant now) {
    JobStore.Paused paused = row.paused();
    Instant next = paused == null ? jobs.next(row.project(), row.id()).orElse(now) : paused.from();
    return next.isBefore(Timetable.NEVER) ? next : now;
  }

  private static Backfilled tooMany(Backfill wanted, long count) {
    if (wanted.dryRun()) {
      return new Backfilled(count, 0, List.of());
    }
    throw Problem.invalid(
        "backfill_too_large",
        "The schedule names "
            + count
            + " times in this range; one backfill runs at most "
            + JobLimits.BACKFILL
            + ". Take a part of the range.",
        "/to");
  }

  private static Backfilled counted(Filling filling, Set<Instant> already, Backfill wanted) {
    long all = filling.toRun(Set.of()).size();
    long runs = wanted.again() ? all : filling.toRun(already).size();
    return new Backfilled(runs, all - runs, List.of());
  }

  private Backfilled filled(Target target, Filling filling, Range range, Backfill wanted) {
    int shard = Shards.of(target.job());
    Filled filled = store.fill(target, filling, range, wanted.again(), () -> ids.next(shard));
    if (!filled.runs().isEmpty()) {
      hints.accept(List.of(new RunStore.Hint(shard, filled.lane(), range.from())));
    }
    long all = filling.toRun(Set.of()).size();
    int runs = filled.runs().size();
    return new Backfilled(runs, all - runs, filled.runs().stream().map(RunId::new).toList());
  }
}
