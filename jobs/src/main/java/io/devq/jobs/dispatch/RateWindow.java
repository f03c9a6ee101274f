package io.devq.jobs.dispatch;

import io.devq.jobs.Sharing;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Counts starts in the time that has just passed, in a hundred parts of it. A part counts until
/// all of it lies outside, so that a limit is never exceeded in any window of its length; it can be
/// kept from being reached by a hundredth at most.
final class RateWindow {

  private static final int PARTS = 100;

  private final Duration per;
  private final Duration part;
  private final int[] starts = new int[PARTS + 1];
  private long current;
  private int inWindow;

  RateWindow(Duration per) {
    this.per = per;
    this.part = per.dividedBy(PARTS);
  }

  Duration per() {
    return per;
  }

  private long partOf(Instant now) {
    return Math.floorDiv(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, micros());
  }

  private long micros() {
    return Math.max(1, part.toNanos() / 1_000);
  }

  private void moveTo(Instant now) {
    long at = partOf(now);
    if (at - current > PARTS) {
      Arrays.fill(starts, 0);
      inWindow = 0;
      current = at;
    }
    while (current < at) {
      current++;
      int slot = (int) (current % starts.length);
      inWindow -= starts[slot];
      starts[slot] = 0;
    }
  }

  /// Whether one more may start now.
  boolean allows(Sharing.Rate rate, Instant now) {
    moveTo(now);
    return inWindow < rate.limit();
  }

  /// How many more may start now.
  int left(Sharing.Rate rate, Instant now) {
    moveTo(now);
    return Math.max(0, rate.limit() - inWindow);
  }

  /// One starts.
  void start(Instant now) {
    moveTo(now);
    starts[(int) (current % starts.length)]++;
    inWindow++;
  }

  /// From when on one more may start, when none may now.
  Instant next(Instant now) {
    moveTo(now);
    for (long at = current - PARTS; at <= current; at++) {
      if (starts[(int) Math.floorMod(at, (long) starts.length)] > 0) {
        return startOf(at + PARTS + 1);
      }
    }
    return now;
  }

  private Instant startOf(long at) {
    long micro = Math.multiplyExact(at, micros());
    return Instant.ofEpochSecond(
        Math.floorDiv(micro, 1_000_000), Math.floorMod(micro, 1_000_000) * 1_000L);
  }

  /// Whether nothing started in the window that has passed.
  boolean isIdle(Instant now) {
    moveTo(now);
    return inWindow == 0;
  }
}
