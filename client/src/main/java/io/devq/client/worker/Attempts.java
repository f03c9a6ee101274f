package io.devq.client.worker;

import io.devq.base.RunId;
import io.devq.protocol.WorkerProtocol.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The attempts a worker holds: from the moment they are taken until nobody waits for their outcome
/// any more. Never more than there are slots.
final class Attempts {

  /// How many attempts that are over are remembered, so that a late order does not start them anew.
  private static final int REMEMBERED = 1_000;

  /// Names an attempt.
  record Key(RunId run, int attempt) {}

  private final int slots;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Key, AttemptLife> held = new LinkedHashMap<>();
  private final Map<Key, Boolean> over =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long changes;

  Attempts(int slots) {
    this.slots = slots;
  }

  /// Takes an attempt, unless it is held already, is over, or there is no slot.
  boolean take(Key key, AttemptLife life) {
    lock.lock();
    try {
      if (held.size() >= slots || held.containsKey(key) || over.containsKey(key)) {
        return false;
      }
      held.put(key, life);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets an attempt go.
  void drop(Key key) {
    lock.lock();
    try {
      held.remove(key);
      over.put(key, true);
      note();
    } finally {
      lock.unlock();
    }
  }

  @Nullable AttemptLife get(Key key) {
    lock.lock();
    try {
      return held.get(key);
    } finally {
      lock.unlock();
    }
  }

  /// All that are held.
  List<AttemptLife> all() {
    lock.lock();
    try {
      return List.copyOf(held.values());
    } finally {
      lock.unlock();
    }
  }

  /// What a sync says: all that is held, how many slots are free, and which change that is of.
  Snapshot snapshot() {
    lock.lock();
    try {
      List<Held> report = new ArrayList<>(held.size());
      held.values().forEach(life -> report.add(life.held()));
      return new Snapshot(report, slots - held.size(), changes);
    } finally {
      lock.unlock();
    }
  }

  /// What is held at one moment.
  record Snapshot(List<Held> held, int free, long change) {}

  /// Something happened that the server should know, or that somebody waits for.
  void note() {
    lock.lock();
    try {
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Lets those who wait look again.
  void ring() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something happened after `change`, or `done` holds when rung, or the time is over.
  void awaitAfter(long change, BooleanSupplier done, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (changes == change && left > 0 && !done.getAsBoolean()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until none is held; whether that is so in time.
  boolean awaitNone(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!held.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return held.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
