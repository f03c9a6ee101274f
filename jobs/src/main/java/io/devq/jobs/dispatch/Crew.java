package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The workers this node can reach, and what each of them holds. Guarded by the lock of [Dispatch].
final class Crew {

  private final Map<UUID, LiveAttempt> attempts;
  private final Map<WorkerId, Worker> workers = new LinkedHashMap<>();
  private final Map<WorkerId, Integer> incarnations = new HashMap<>();

  Crew(Map<UUID, LiveAttempt> attempts) {
    this.attempts = attempts;
  }

  boolean canServe(Requirement wanted) {
    return workers.values().stream().anyMatch(worker -> worker.free() > 0 && worker.suits(wanted));
  }

  Worker leastLoaded(Requirement wanted) {
    Worker best = Board.leastLoaded(workers.values(), wanted);
    if (best == null) {
      throw new IllegalStateException("no worker for " + wanted);
    }
    return best;
  }

  Collection<Worker> all() {
    return workers.values();
  }

  @Nullable Worker worker(WorkerId id) {
    return workers.get(id);
  }

  /// Adds a worker, or replaces the earlier life of it. What that one held stays assigned until the
  /// new one has said what it has.
  void add(Worker worker) {
    worker.incarnation = incarnations.merge(worker.id, 1, Integer::sum);
    workers.put(worker.id, worker);
    attempts.values().stream()
        .filter(a -> a.worker.equals(worker.id))
        .forEach(a -> worker.held.add(a.run.id()));
  }

  void remove(Worker worker) {
    worker.gone = true;
    workers.remove(worker.id, worker);
  }

  void hold(LiveAttempt attempt) {
    Worker worker = workers.get(attempt.worker);
    if (worker != null) {
      worker.held.add(attempt.run.id());
    }
  }

  void release(LiveAttempt attempt) {
    Worker worker = workers.get(attempt.worker);
    if (worker != null) {
      worker.held.remove(attempt.run.id());
    }
  }

  void tell(WorkerId id) {
    Worker worker = workers.get(id);
    if (worker != null) {
      worker.news.accept(worker.id);
    }
  }
}
