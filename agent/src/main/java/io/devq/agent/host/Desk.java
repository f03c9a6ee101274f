package io.devq.agent.host;

import io.devq.base.Sha256;
import io.devq.protocol.HostProtocol.Complaint;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where the thread that speaks with the server and the thread that works for one service meet: the
/// goal goes one way, the report the other.
final class Desk {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Goal goal;
  private UnitMemory memory = UnitMemory.BLANK;
  private boolean running;
  private int pieces;
  private Map<String, Long> bytes = new HashMap<>();
  private @Nullable Complaint complaint;
  private boolean woken;

  /// Takes what the server wants. An older generation than the last one is ignored.
  void put(Goal wanted) {
    lock.lock();
    try {
      if (goal == null || wanted.generation() >= goal.generation()) {
        woken |= !wanted.equals(goal);
        goal = wanted;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the server wants, or null before it has said so.
  @Nullable Goal goal() {
    lock.lock();
    try {
      return goal;
    } finally {
      lock.unlock();
    }
  }

  /// Wakes the worker.
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something has changed since the last wait, or the time is over.
  void await(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  void remember(UnitMemory now, boolean runs) {
    lock.lock();
    try {
      if (now.generation() != memory.generation()) {
        pieces = 0;
        bytes = new HashMap<>();
        complaint = null;
      }
      memory = now;
      running = runs;
    } finally {
      lock.unlock();
    }
  }

  void pieces(int count) {
    lock.lock();
    try {
      pieces = count;
    } finally {
      lock.unlock();
    }
  }

  void got(String source, long count) {
    lock.lock();
    try {
      bytes.merge(source, count, Long::sum);
      complaint = null;
    } finally {
      lock.unlock();
    }
  }

  void complain(@Nullable Complaint about) {
    lock.lock();
    try {
      complaint = about;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the server should hear from this service often.
  boolean isBusy() {
    lock.lock();
    try {
      return switch (memory.state()) {
        case IDLE -> goal != null && goal.generation() > memory.generation();
        case DOWNLOADING, VERIFIED, ADMITTED, SWITCHING, CHECKING -> true;
        case HEALTHY, FAILED -> goal != null && goal.generation() > memory.generation();
      };
    } finally {
      lock.unlock();
    }
  }

  Held report(String service) {
    lock.lock();
    try {
      State state = memory.state();
      Sha256 active = running ? memory.active() : null;
      return new Held(
          service,
          memory.generation(),
          state,
          memory.stage(),
          memory.reason(),
          memory.activeGeneration(),
          active,
          pieces,
          Map.copyOf(bytes),
          state == State.DOWNLOADING ? complaint : null);
    } finally {
      lock.unlock();
    }
  }
}
