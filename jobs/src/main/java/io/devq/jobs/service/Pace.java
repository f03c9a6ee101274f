package io.devq.jobs.service;

import io.devq.base.TimeSource;
import java.time.Duration;

/// Keeps a stage from committing more often than it should under load: after a full batch it waits
/// out the rest of its length. Transaction ids are finite, and a stage that commits a few rows at a
/// time burns them.
final class Pace {

  private final DatabaseTime time;
  private final Duration length;
  private final int full;
  private long lastBegan;
  private int lastSize;

  Pace(DatabaseTime time, Duration length, int full) {
    this.time = time;
    this.length = length;
    this.full = full;
    this.lastBegan = time.nanos() - length.toNanos();
  }

  /// Waits, if the last batch was a full one and began less than a length ago.
  void keep() throws InterruptedException {
    long left = length.toNanos() - (time.nanos() - lastBegan);
    if (lastSize >= full && left > 0) {
      TimeSource.system().sleep(Duration.ofNanos(left));
    }
    lastBegan = time.nanos();
    lastSize = 0;
  }

  void did(int size) {
    lastSize = size;
  }
}
