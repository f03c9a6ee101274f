package io.devq.client;

import io.devq.base.TimeSource;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Waits between tries: from `first`, doubling up to `longest`, each drawn between half of that and
/// all of it so that many clients do not come back at once. Not for use by several threads.
public final class Backoff {

  private final TimeSource time;
  private final Duration first;
  private final Duration longest;
  private Duration next;

  /// Back-off that begins with `first`.
  public Backoff(TimeSource time, Duration first, Duration longest) {
    this.time = time;
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /// Waits the next length of time.
  ///
  /// @throws InterruptedException when the thread is interrupted first
  public void pause() throws InterruptedException {
    time.sleep(take());
  }

  /// Takes the next length of time without waiting.
  public Duration take() {
    long nanos = next.toNanos();
    next = next.multipliedBy(2);
    if (next.compareTo(longest) > 0) {
      next = longest;
    }
    return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
  }

  /// Begins anew, after something worked.
  public void reset() {
    next = first;
  }
}
