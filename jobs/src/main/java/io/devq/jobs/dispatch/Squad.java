package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Workers that can do the same, the least loaded first. A worker stands here only while it has a
/// free slot; its load is changed while it does not stand here. Guarded by the lock of [Dispatch].
final class Squad {

  private final TreeSet<Worker> free =
      new TreeSet<>(
          Comparator.comparingDouble(Worker::load)
              .thenComparing((Worker worker) -> worker.id, Comparator.comparing(WorkerId::value)));
  private int members;

  void enlist() {
    members++;
  }

  /// @return whether nobody is left
  boolean discharge() {
    members--;
    return members == 0;
  }

  void enter(Worker worker) {
    if (worker.free() > 0) {
      free.add(worker);
    }
  }

  void leave(Worker worker) {
    free.remove(worker);
  }

  /// The least loaded worker with as many free slots as are wanted that is not kept free for other
  /// work, or null.
  @Nullable Worker leastLoaded(Requirement wanted, long nowNanos) {
    for (Worker worker : free) {
      if (worker.free() >= wanted.weight() && isFor(worker, wanted, nowNanos)) {
        return worker;
      }
    }
    return null;
  }

  private static boolean isFor(Worker worker, Requirement wanted, long nowNanos) {
    Worker.Reservation reserved = worker.reserved;
    return reserved == null || reserved.untilNanos() < nowNanos || reserved.wanted().equals(wanted);
  }
}
