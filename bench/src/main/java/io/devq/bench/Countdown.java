package io.devq.bench;

import io.devq.base.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Counts jobs that ended and waits for the last.
final class Countdown {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final int all;
  private final AtomicInteger ended = new AtomicInteger();

  Countdown(int all) {
    this.all = all;
  }

  /// Notes that some have ended.
  ///
  /// @return whether there are more to come
  boolean ended(int count) {
    return ended.addAndGet(count) < all;
  }

  int soFar() {
    return ended.get();
  }

  boolean isOver() {
    return ended.get() >= all;
  }

  /// Waits until all have ended and `also` holds.
  void await(BooleanSupplier also) throws InterruptedException {
    waitFor(() -> isOver() && also.getAsBoolean());
  }

  /// Waits until something holds, looking a thousand times a second.
  static void waitFor(BooleanSupplier holds) throws InterruptedException {
    TimeSource time = TimeSource.system();
    long until = time.nanos() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (time.nanos() > until) {
        throw new IllegalStateException("the round did not end within " + PATIENCE);
      }
      time.sleep(LOOK_AGAIN);
    }
  }
}
