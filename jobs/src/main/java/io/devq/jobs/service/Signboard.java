package io.devq.jobs.service;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for something to happen to one thing. A hint only: whoever waits looks for
/// itself again after a while, because what it waits for may have happened elsewhere.
final class Signboard {

  private static final int STRIPES = 64;

  private final Stripe[] stripes = new Stripe[STRIPES];

  private static final class Stripe {
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    long count;
  }

  Signboard() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  private Stripe stripe(UUID id) {
    return stripes[Math.floorMod(id.hashCode(), STRIPES)];
  }

  /// A number to hand to [#await]: what happens after this was called is not slept through.
  long seen(UUID id) {
    Stripe stripe = stripe(id);
    stripe.lock.lock();
    try {
      return stripe.count;
    } finally {
      stripe.lock.unlock();
    }
  }

  /// Something happened to `id`.
  void notify(UUID id) {
    Stripe stripe = stripe(id);
    stripe.lock.lock();
    try {
      stripe.count++;
      stripe.changed.signalAll();
    } finally {
      stripe.lock.unlock();
    }
  }

  /// Waits until something has happened since `seen`, or the time is over.
  void await(UUID id, long seen, Duration atMost) throws InterruptedException {
    Stripe stripe = stripe(id);
    stripe.lock.lock();
    try {
      long left = atMost.toNanos();
      while (stripe.count == seen && left > 0) {
        left = stripe.changed.awaitNanos(left);
      }
    } finally {
      stripe.lock.unlock();
    }
  }
}
