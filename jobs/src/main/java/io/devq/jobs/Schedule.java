package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// When a job is due.
public sealed interface Schedule {

  /// At once.
  record Now() implements Schedule {}

  /// Once, at a moment. One that has passed is due at once.
  record At(Instant time) implements Schedule {}

  /// Once, after a delay counted by the database's clock.
  record After(Duration delay) implements Schedule {}

  /// A fixed rate: again and again, a length of elapsed time apart, counted from the start of the
  /// schedule or else from the job's creation.
  record Every(Duration interval, Recurrence recurrence) implements Recurring {

    /// Checks the interval.
    ///
    /// @throws Problem `invalid_interval`
    public Every {
      Schedule.checkInterval("/schedule/every", interval);
    }
  }

  /// A fixed delay: due again when the run before has been over for a length of time.
  record EveryAfter(Duration pause, Recurrence recurrence) implements Recurring {

    /// Checks the pause.
    ///
    /// @throws Problem `invalid_interval`
    public EveryAfter {
      Schedule.checkInterval("/schedule/everyAfter", pause);
    }
  }

  /// By a cron expression in a time zone: 5 fields, or 6 with seconds first, or `@daily` and
  /// friends.
  ///
  /// @param clocks what becomes of local times that do not exist or come twice
  record Cron(String expression, ZoneId zone, Clocks clocks, Recurrence recurrence)
      implements Recurring {

    /// With the usual rule for changes of the clocks.
    public Cron(String expression, ZoneId zone, Recurrence recurrence) {
      this(expression, zone, Clocks.USUAL, recurrence);
    }
  }

  /// A schedule with more than one firing.
  sealed interface Recurring extends Schedule {

    /// How its firings deal with each other, with downtime, with bounds and calendars.
    Recurrence recurrence();

    /// The zone whose days its calendars mean.
    default ZoneId days() {
      return this instanceof Cron cron ? cron.zone() : ZoneOffset.UTC;
    }
  }

  /// What a cron schedule does when the clocks of its zone change.
  ///
  /// @param gap about local times that do not exist, or null for the usual rule
  /// @param fold about local times that come twice, or null for the usual rule
  record Clocks(@Nullable Gap gap, @Nullable Fold fold) {

    /// A local time that does not exist runs once, at the transition; one that comes twice runs
    /// once, the first time. An expression that fires in every hour follows elapsed time instead.
    public static final Clocks USUAL = new Clocks(null, null);
  }

  /// What becomes of a local time that does not exist.
  enum Gap {
    /// It runs when the clocks are put forward; several such times run once.
    AT_TRANSITION,
    /// It does not run, and the ledger says so.
    SKIP,
    /// It runs as much later as the clocks were put forward, as `java.time` does.
    SHIFT
  }

  /// What becomes of a local time that comes twice.
  enum Fold {
    /// It runs the first time.
    FIRST,
    /// It runs the second time.
    LAST,
    /// It runs both times.
    BOTH
  }

  private static void checkInterval(String pointer, Duration interval) {
    if (interval.compareTo(JobLimits.SHORTEST_INTERVAL) < 0
        || interval.compareTo(Durations.LONGEST) > 0) {
      throw Problem.invalid(
          "invalid_interval",
          "An interval is "
              + JobLimits.SHORTEST_INTERVAL.toSeconds()
              + " second at least and "
              + Durations.LONGEST.toDays()
              + " days at most.",
          pointer);
    }
  }
}
