package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.client.Backoff;
import java.time.Duration;

/// Repeats what may work later: waits longer each time, and gives up when nothing has worked for a
/// long time.
final class Patience {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final TimeSource time;
  private final Duration limit;
  private final Backoff backoff;
  private long worked;

  Patience(TimeSource time, Duration limit) {
    this.time = time;
    this.limit = limit;
    this.backoff = new Backoff(time, FIRST_PAUSE, LONGEST_PAUSE);
    this.worked = time.nanos();
  }

  /// Something worked.
  void reset() {
    backoff.reset();
    worked = time.nanos();
  }

  /// Waits before the next try.
  ///
  /// @throws Problem the given one, when it will not go away or has lasted too long
  void pauseAfter(Problem problem) throws InterruptedException {
    if (!AttemptCalls.later(problem) || time.nanos() - worked > limit.toNanos()) {
      throw problem;
    }
    backoff.pause();
  }
}
