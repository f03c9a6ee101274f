package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the firings of a recurring job deal with each other, with downtime, with bounds and
/// calendars.
///
/// @param conduct what a run that is not over means to the next firing
/// @param makeUp what becomes of times that passed while nothing could fire
/// @param span from when, until when and how often it fires
/// @param spread how its runs are kept from starting all at the same moment
/// @param days which calendars it follows
public record Recurrence(Conduct conduct, MakeUp makeUp, Span span, Spread spread, Days days) {

  /// Skip on overlap; after downtime the latest one within a day; no bounds, no calendars.
  public static final Recurrence DEFAULT =
      new Recurrence(
          new Conduct(Overlap.SKIP, JobLimits.QUEUED_FIRINGS, false),
          new MakeUp(CatchUp.LATEST, Duration.ofDays(1), 100),
          new Span(null, null, null),
          new Spread(Duration.ZERO, Duration.ZERO),
          new Days(List.of(), List.of()));

  /// What happens to a firing while a run before is not over, and after one that failed.
  ///
  /// @param queueLimit how many firings wait at most under [Overlap#QUEUE_ALL]
  /// @param pauseOnFailure whether the job pauses itself when a run of it fails for good
  public record Conduct(Overlap overlap, int queueLimit, boolean pauseOnFailure) {

    /// Checks the limit.
    ///
    /// @throws Problem `invalid_overlap`
    public Conduct {
      if (queueLimit < 1 || queueLimit > JobLimits.MOST_QUEUED_FIRINGS) {
        throw Problem.invalid(
            "invalid_overlap",
            "queueLimit is 1 to " + JobLimits.MOST_QUEUED_FIRINGS + ".",
            "/schedule/queueLimit");
      }
    }
  }

  /// What becomes of times that passed while nothing could fire.
  ///
  /// @param window how far back a time may be made up for
  /// @param limit how many are made up for at most, the newest
  public record MakeUp(CatchUp policy, Duration window, int limit) {

    /// Checks the bounds.
    ///
    /// @throws Problem `invalid_catch_up`
    public MakeUp {
      if (limit < 1 || limit > JobLimits.MOST_MADE_UP) {
        throw Problem.invalid(
            "invalid_catch_up",
            "catchUpLimit is 1 to " + JobLimits.MOST_MADE_UP + ".",
            "/schedule/catchUpLimit");
      }
      if (window.isNegative() || window.compareTo(Durations.LONGEST) > 0) {
        throw Problem.invalid(
            "invalid_catch_up",
            "catchUpWindow is not negative and at most ten years.",
            "/schedule/catchUpWindow");
      }
    }
  }

  /// From when, until when and how often a schedule fires.
  ///
  /// @param start before when it does not fire, or null
  /// @param end from when on it does not fire any more, or null
  /// @param maxRuns after how many runs it has ended, or null
  public record Span(@Nullable Instant start, @Nullable Instant end, @Nullable Long maxRuns) {

    /// Checks that something is left between the bounds.
    ///
    /// @throws Problem `invalid_schedule`
    public Span {
      check("/schedule/start", start);
      check("/schedule/end", end);
      if (start != null && end != null && !start.isBefore(end)) {
        throw Problem.invalid(
            "invalid_schedule",
            "The schedule ends (" + end + ") before it starts (" + start + ").",
            "/schedule/end");
      }
      if (maxRuns != null && maxRuns < 1) {
        throw Problem.invalid("invalid_schedule", "maxRuns is at least 1.", "/schedule/maxRuns");
      }
    }

    private static void check(String pointer, @Nullable Instant at) {
      if (at != null && (at.isBefore(JobLimits.EARLIEST) || at.isAfter(JobLimits.HORIZON))) {
        throw Problem.invalid(
            "invalid_schedule",
            "A schedule lies between " + JobLimits.EARLIEST + " and " + JobLimits.HORIZON + ".",
            pointer);
      }
    }
  }

  /// How runs are kept from starting all at the same moment. The nominal times stay as they are;
  /// only when a run is due moves.
  ///
  /// @param jitter each run is due up to this much later, at random
  /// @param window all runs of a job are due the same part of this later, another one for each job
  public record Spread(Duration jitter, Duration window) {

    /// Checks the bounds.
    ///
    /// @throws Problem `invalid_schedule`
    public Spread {
      check("/schedule/jitter", jitter);
      check("/schedule/spread", window);
    }

    private static void check(String pointer, Duration length) {
      if (length.isNegative() || length.compareTo(JobLimits.WIDEST_SPREAD) > 0) {
        throw Problem.invalid(
            "invalid_schedule",
            "A run is put off by " + JobLimits.WIDEST_SPREAD.toHours() + " hours at most.",
            pointer);
      }
    }

    /// Whether runs are due when they are nominally.
    public boolean none() {
      return jitter.isZero() && window.isZero();
    }
  }

  /// The calendars a schedule follows, by name.
  ///
  /// @param include it fires only on days of one of these; on all days when there are none
  /// @param exclude it does not fire on days of any of these
  public record Days(List<String> include, List<String> exclude) {

    /// Checks how many there are.
    ///
    /// @throws Problem `invalid_schedule`
    public Days {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
      include.forEach(name -> Names.check("/schedule/calendars/include", name));
      exclude.forEach(name -> Names.check("/schedule/calendars/exclude", name));
      if (include.size() + exclude.size() > JobLimits.CALENDARS_OF_A_SCHEDULE) {
        throw Problem.invalid(
            "invalid_schedule",
            "A schedule follows at most " + JobLimits.CALENDARS_OF_A_SCHEDULE + " calendars.",
            "/schedule/calendars");
      }
    }

    /// Whether every day is as good as another.
    public boolean none() {
      return include.isEmpty() && exclude.isEmpty();
    }
  }

  /// What happens while a run before is not over.
  public Overlap overlap() {
    return conduct.overlap();
  }

  /// Whether runs follow each other, never two at once.
  public boolean serial() {
    return overlap().serial();
  }

  /// The same with another answer to overlap.
  public Recurrence withOverlap(Overlap overlap) {
    return withConduct(new Conduct(overlap, conduct.queueLimit(), conduct.pauseOnFailure()));
  }

  /// The same with another conduct.
  public Recurrence withConduct(Conduct other) {
    return new Recurrence(other, makeUp, span, spread, days);
  }

  /// The same with another way to make up for what passed.
  public Recurrence withMakeUp(CatchUp policy, Duration window, int limit) {
    return new Recurrence(conduct, new MakeUp(policy, window, limit), span, spread, days);
  }

  /// The same between other bounds.
  public Recurrence withSpan(@Nullable Instant start, @Nullable Instant end, @Nullable Long runs) {
    return new Recurrence(conduct, makeUp, new Span(start, end, runs), spread, days);
  }

  /// The same, spread otherwise.
  public Recurrence withSpread(Duration jitter, Duration window) {
    return new Recurrence(conduct, makeUp, span, new Spread(jitter, window), days);
  }

  /// The same, following other calendars.
  public Recurrence withDays(List<String> include, List<String> exclude) {
    return new Recurrence(conduct, makeUp, span, spread, new Days(include, exclude));
  }
}
