package io.devq.jobs.schedule;

import io.devq.jobs.schedule.Fates.Passed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The nominal times of a range of the past, for a backfill: which of them run, and what is left of
/// the ledger's ranges when they do.
public final class Filling {

  private final Timetable timetable;
  private final Instant anchor;
  private final Instant from;
  private final Instant to;
  private final List<Instant> named = new ArrayList<>();
  private final Set<Instant> open = new TreeSet<>();

  /// The nominal times from one moment, inclusive, to another, exclusive.
  ///
  /// @param anchor a nominal time from which intervals count on
  public Filling(Timetable timetable, Instant anchor, Instant from, Instant to) {
    this.timetable = timetable;
    this.anchor = first(timetable, anchor, from);
    this.from = from;
    this.to = to;
    Timetable.Nominal next = timetable.nominal(from.minusNanos(1), this.anchor);
    while (next.at().isBefore(to)) {
      named.add(next.at());
      if (next.out() == null) {
        open.add(next.at());
      }
      next = timetable.nominal(next.at(), this.anchor);
    }
  }

  /// An interval goes back beyond the nominal time that is known.
  private static Instant first(Timetable timetable, Instant anchor, Instant from) {
    return timetable.before(anchor, from);
  }

  /// Those that run, oldest first: neither ruled out nor among some that ran already.
  public List<Instant> toRun(Set<Instant> already) {
    return open.stream().filter(at -> !already.contains(at)).toList();
  }

  /// What is left of a range of the ledger when the others of its times have become runs.
  ///
  /// @param runs the times that become runs or were runs before
  public List<Passed> rest(Passed range, Set<Instant> runs) {
    List<Passed> rest = new ArrayList<>();
    if (range.from().isBefore(from)) {
      add(rest, Fates.range(timetable, range.from(), from, range.reason(), range.note()));
    }
    for (Instant at : named) {
      if (!at.isBefore(range.from()) && !at.isAfter(range.to()) && !runs.contains(at)) {
        rest.add(new Passed(at, at, 1, range.reason(), range.note()));
      }
    }
    Instant after = timetable.after(to.minusNanos(1), anchor);
    if (!after.isAfter(range.to())) {
      add(
          rest,
          Fates.range(timetable, after, range.to().plusNanos(1), range.reason(), range.note()));
    }
    return rest;
  }

  private static void add(List<Passed> rest, @Nullable Passed range) {
    if (range != null) {
      rest.add(range);
    }
  }
}
