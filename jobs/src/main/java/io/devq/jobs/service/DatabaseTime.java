package io.devq.jobs.service;

import io.devq.base.TimeSource;
import java.time.Instant;

/// The database's clock, carried on between readings by this machine's monotonic clock. The
/// engine's time.
final class DatabaseTime {

  private record Reading(Instant wall, long nanos) {}

  private final TimeSource time;
  private volatile Reading reading;

  DatabaseTime(TimeSource time) {
    this.time = time;
    this.reading = new Reading(time.now(), time.nanos());
  }

  /// Takes in what the database's clock said between two readings of the monotonic clock.
  void learn(Instant wall, long nanosBefore, long nanosAfter) {
    reading = new Reading(wall, nanosBefore + (nanosAfter - nanosBefore) / 2);
  }

  Instant now() {
    Reading last = reading;
    return last.wall().plusNanos(time.nanos() - last.nanos());
  }

  long nanos() {
    return time.nanos();
  }
}
