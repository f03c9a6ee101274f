package io.devq.base;

import java.time.Duration;
import java.time.Instant;

/// A clock that stands still until it is moved: for tests, those of DevQ's users too.
public final class ManualTime implements TimeSource {

  private Instant now;
  private long nanos;

  /// A clock that stands at `start`.
  public ManualTime(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  /// Moves wall and monotonic time forward and wakes those who sleep.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
    notifyAll();
  }

  /// Steps the wall clock alone, as an administrator or a time server does.
  public synchronized void step(Duration by) {
    now = now.plus(by);
  }

  @Override
  public synchronized void sleep(Duration duration) throws InterruptedException {
    long until = nanos + duration.toNanos();
    while (nanos - until < 0) {
      wait();
    }
  }
}
