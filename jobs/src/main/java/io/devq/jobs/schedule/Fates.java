package io.devq.jobs.schedule;

import io.devq.jobs.CatchUp;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What becomes of the nominal times that have come: one fate for each, decided in their order.
///
/// A time that is late by no more than a grace just runs. Times that are later are made up for as
/// the schedule says, the newest ones; the others are missed. What runs must also get past the runs
/// that are not over.
public final class Fates {

  /// Nominal times that are looked at one by one after a downtime at most: three months of seconds.
  /// What lies before the newest of them is closed as one range.
  static final int MOST_WALKED = 8_000_000;

  private final Timetable timetable;
  private final Recurrence rule;
  private final Standing standing;
  private final List<Instant> runs = new ArrayList<>();
  private final List<Passed> passed = new ArrayList<>();
  private boolean ended;

  private Fates(Timetable timetable, Standing standing) {
    this.timetable = timetable;
    this.rule = timetable.schedule().recurrence();
    this.standing = standing;
  }

  /// Where a schedule stands.
  ///
  /// @param due the oldest nominal time without a fate
  /// @param grace how late a firing may be without being a missed one
  /// @param live runs of the job that are not over
  /// @param fired how many runs the schedule has had
  public record Standing(Instant due, Instant now, Duration grace, int live, long fired) {}

  /// A range of nominal times that do not run.
  public record Passed(Instant from, Instant to, long count, Reason reason, @Nullable String note) {

    /// Whether both have the same fate for the same reason.
    public boolean tellsTheSameAs(Passed other) {
      return reason == other.reason && Objects.equals(note, other.note);
    }
  }

  /// What becomes of the times that have come.
  ///
  /// @param runs nominal times that become runs, oldest first
  /// @param next when it fires next; [Timetable#NEVER] when that is not known or never
  /// @param ended whether the schedule has ended: nothing will come any more
  public record Plan(List<Instant> runs, List<Passed> passed, Instant next, boolean ended) {

    /// Whether one time has come and just runs, and others will come.
    public boolean plain() {
      return runs.size() == 1 && passed.isEmpty() && !ended;
    }
  }

  /// Decides.
  public static Plan of(Timetable timetable, Standing standing) {
    return new Fates(timetable, standing).plan();
  }

  private Plan plan() {
    if (timetable.waitsForEnd()) {
      return afterEnds();
    }
    Instant firstLate = firstMadeUpFor();
    Timetable.Nominal at = begin();
    while (at.comes() && !at.at().isAfter(standing.now) && !ended) {
      decide(at, firstLate);
      at = timetable.nominal(at.at(), standing.due);
    }
    boolean over = ended || !at.comes();
    return new Plan(runs, passed, over ? Timetable.NEVER : at.at(), over);
  }

  /// A fixed delay has one time at once, and none passes: while a run is not over, none is due.
  private Plan afterEnds() {
    Timetable.Nominal due = timetable.at(standing.due);
    Instant next = Timetable.NEVER;
    if (due.out() != null) {
      pass(due.at(), due.out(), due.note());
      next = timetable.afterEnd(max(due.at(), standing.now));
      ended = next.equals(Timetable.NEVER);
    } else if (hasEnded()) {
      pass(due.at(), Reason.ENDED, null);
      ended = true;
    } else if (standing.live == 0) {
      run(due.at());
    }
    return new Plan(runs, passed, next, ended);
  }

  /// The first time to decide about: the one that is due, unless more have passed than anybody
  /// walks through.
  private Timetable.Nominal begin() {
    Instant due = standing.due;
    Duration behind = Duration.between(due, standing.now);
    if (behind.toSeconds() < MOST_WALKED
        || timetable.countNamed(due, standing.now, due) < MOST_WALKED) {
      return timetable.at(due);
    }
    Instant early = due;
    Instant late = standing.now;
    while (Duration.between(early, late).toSeconds() > 1) {
      Instant middle = early.plus(Duration.between(early, late).dividedBy(2));
      if (timetable.countNamed(middle, standing.now, due) > MOST_WALKED) {
        early = middle;
      } else {
        late = middle;
      }
    }
    Timetable.Nominal first = timetable.nominal(late, due);
    Passed old = range(timetable, due, first.at(), whyMissed(due), null);
    if (old != null) {
      passed.add(old);
    }
    return first;
  }

  /// All nominal times from one of them to before a moment as one range, or null when there is
  /// none; calendars make no difference.
  public static @Nullable Passed range(
      Timetable timetable, Instant first, Instant end, Reason reason, @Nullable String note) {
    long count = timetable.countNamed(first, end, first);
    return count == 0
        ? null
        : new Passed(first, lastBefore(timetable, first, end), count, reason, note);
  }

  /// The last nominal time before a moment, by looking back farther and farther.
  private static Instant lastBefore(Timetable timetable, Instant first, Instant end) {
    Duration back = Duration.ofSeconds(1);
    while (timetable.countNamed(end.minus(back), end, first) == 0) {
      back = back.multipliedBy(2);
    }
    Instant last = timetable.after(end.minus(back).minusNanos(1), first);
    for (Instant at = last; at.isBefore(end); at = timetable.after(at, first)) {
      last = at;
    }
    return last;
  }

  /// The oldest of the late times that are made up for; those before it are missed.
  private Instant firstMadeUpFor() {
    Recurrence.MakeUp makeUp = rule.makeUp();
    Instant lateBefore = standing.now.minus(standing.grace);
    Instant window = max(standing.now.minus(makeUp.window()), standing.due);
    if (makeUp.policy() == CatchUp.NONE || !standing.due.isBefore(lateBefore) || hasEnded()) {
      return lateBefore;
    }
    long limit = makeUp.policy() == CatchUp.LATEST ? 1 : makeUp.limit();
    Deque<Instant> newest = new ArrayDeque<>();
    Timetable.Nominal at = timetable.nominal(window.minusNanos(1), standing.due);
    boolean onTime = false;
    while (at.comes() && !at.at().isAfter(standing.now)) {
      if (at.out() == null && at.at().isBefore(lateBefore)) {
        newest.addLast(at.at());
        if (newest.size() > limit) {
          newest.removeFirst();
        }
      }
      onTime |= at.out() == null && !at.at().isBefore(lateBefore);
      at = timetable.nominal(at.at(), standing.due);
    }
    boolean none = newest.isEmpty() || (onTime && makeUp.policy() == CatchUp.LATEST);
    return none ? lateBefore : newest.getFirst();
  }

  private boolean hasEnded() {
    Instant end = rule.span().end();
    return end != null && !standing.now.isBefore(end);
  }

  private void decide(Timetable.Nominal nominal, Instant firstLate) {
    Instant at = nominal.at();
    if (nominal.out() != null) {
      pass(at, nominal.out(), nominal.note());
    } else if (at.isBefore(firstLate)) {
      pass(at, whyMissed(at), null);
    } else {
      runOrSkip(at);
    }
  }

  private Reason whyMissed(Instant at) {
    boolean outside =
        rule.makeUp().policy() == CatchUp.NONE
            || at.plus(rule.makeUp().window()).isBefore(standing.now);
    return outside ? Reason.OUTSIDE_WINDOW : hasEnded() ? Reason.ENDED : Reason.OVER_LIMIT;
  }

  private void runOrSkip(Instant at) {
    int live = standing.live + runs.size();
    switch (rule.overlap()) {
      case ALLOW -> run(at);
      case SKIP -> {
        if (live == 0) {
          run(at);
        } else {
          pass(at, Reason.OVERLAP, null);
        }
      }
      case QUEUE_ONE -> queue(at, live, 1);
      case QUEUE_ALL -> queue(at, live, rule.conduct().queueLimit());
      case CANCEL_RUNNING, KILL_RUNNING -> {
        if (!runs.isEmpty()) {
          pass(runs.removeLast(), Reason.OVERLAP, "a newer firing came at the same time");
        }
        run(at);
      }
    }
  }

  private void queue(Instant at, int live, int limit) {
    if (live <= limit) {
      run(at);
    } else {
      pass(at, Reason.BUFFER_FULL, null);
    }
  }

  private void run(Instant at) {
    runs.add(at);
    Long most = rule.span().maxRuns();
    ended = most != null && standing.fired + runs.size() >= most;
  }

  private void pass(Instant at, Reason reason, @Nullable String note) {
    Passed before = passed.isEmpty() ? null : passed.getLast();
    boolean joins =
        before != null
            && before.tellsTheSameAs(new Passed(at, at, 1, reason, note))
            && (runs.isEmpty() || runs.getLast().isBefore(before.from()));
    if (joins && before != null) {
      passed.removeLast();
      passed.add(new Passed(before.from(), at, before.count() + 1, reason, note));
    } else {
      passed.add(new Passed(at, at, 1, reason, note));
    }
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
