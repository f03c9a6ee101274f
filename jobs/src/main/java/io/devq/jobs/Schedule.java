package io.devq.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// When a job is due.
public sealed interface Schedule {

  /// At once.
  record Now() implements Schedule {}

  /// Once, at a moment. One that has passed is due at once.
  record At(Instant time) implements Schedule {}

  /// Once, after a delay counted by the database's clock.
  record After(Duration delay) implements Schedule {}

  /// Again and again, a length of elapsed time apart, counted from the job's creation.
  record Every(Duration interval, Recurrence recurrence) implements Recurring {}

  /// By a cron expression in a time zone: 5 fields, or 6 with seconds first, or `@daily` and
  /// friends.
  record Cron(String expression, ZoneId zone, Recurrence recurrence) implements Recurring {}

  /// A schedule with more than one firing.
  sealed interface Recurring extends Schedule {

    /// How its firings deal with each other and with downtime.
    Recurrence recurrence();
  }

  /// How firings deal with each other and with downtime.
  ///
  /// @param catchUpWindow how far back a firing may be made up for
  /// @param catchUpLimit how many firings are made up for at most
  record Recurrence(Overlap overlap, CatchUp catchUp, Duration catchUpWindow, int catchUpLimit) {

    /// Skip on overlap; after downtime the latest one within a day.
    public static final Recurrence DEFAULT =
        new Recurrence(Overlap.SKIP, CatchUp.LATEST, Duration.ofDays(1), 100);

    /// Whether runs wait for each other.
    public boolean serial() {
      return switch (overlap) {
        case ALLOW, SKIP -> false;
      };
    }
  }
}
