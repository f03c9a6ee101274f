package io.devq.base;

import java.time.Duration;
import java.time.Instant;

/// Where the time comes from. Only this module reads the machine's clock; everything else is handed
/// a time source, so that tests can move time by hand.
public interface TimeSource {

  /// The machine's clocks.
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }

  /// The wall clock.
  Instant now();

  /// The monotonic clock, in nanoseconds from an arbitrary origin. For measuring and waiting, never
  /// for naming a moment.
  long nanos();

  /// Waits for a length of monotonic time.
  ///
  /// @throws InterruptedException when the thread is interrupted first
  void sleep(Duration duration) throws InterruptedException;
}
