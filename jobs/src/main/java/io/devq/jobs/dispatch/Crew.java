package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The workers this node can reach, and what each of them holds. Guarded by the lock of [Dispatch].
final class Crew {

  /// How long a worker is kept free for heavy work without being asked for again.
  private static final Duration RESERVED = Duration.ofSeconds(5);

  /// Requirements whose squads are remembered.
  private static final int REMEMBERED = 10_000;

  private final Map<UUID, LiveAttempt> attempts;
  private final Map<WorkerId, Worker> workers = new LinkedHashMap<>();
  private final Map<Worker.Ability, Squad> squads = new LinkedHashMap<>();
  private final Map<Requirement, List<Squad>> serving = new HashMap<>();
  private final Map<WorkerId, Integer> incarnations = new HashMap<>();
  private long nowNanos;

  Crew(Map<UUID, LiveAttempt> attempts) {
    this.attempts = attempts;
  }

  /// The monotonic time from which reservations are judged.
  void at(long nanos) {
    this.nowNanos = nanos;
  }

  boolean canServe(Requirement wanted) {
    return find(wanted) != null;
  }

  Worker leastLoaded(Requirement wanted) {
    Worker best = find(wanted);
    if (best == null) {
      throw new IllegalStateException("no worker for " + wanted);
    }
    return best;
  }

  private @Nullable Worker find(Requirement wanted) {
    Worker best = null;
    for (Squad squad : squadsFor(wanted)) {
      Worker candidate = squad.leastLoaded(wanted, nowNanos);
      if (candidate != null && (best == null || candidate.load() < best.load())) {
        best = candidate;
      }
    }
    return best;
  }

  private List<Squad> squadsFor(Requirement wanted) {
    List<Squad> known = serving.get(wanted);
    if (known == null) {
      known = new ArrayList<>();
      for (Map.Entry<Worker.Ability, Squad> entry : squads.entrySet()) {
        if (entry.getKey().suits(wanted)) {
          known.add(entry.getValue());
        }
      }
      if (serving.size() >= REMEMBERED) {
        serving.clear();
      }
      serving.put(wanted, known);
    }
    return known;
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
    Worker before = workers.remove(worker.id);
    if (before != null) {
      worker.putAside = before.putAside;
      worker.draining = before.putAside;
      discharge(before);
    }
    worker.incarnation = incarnations.merge(worker.id, 1, Integer::sum);
    workers.put(worker.id, worker);
    attempts.values().stream()
        .filter(attempt -> attempt.worker.equals(worker.id))
        .forEach(attempt -> worker.take(attempt.run.id(), weight(attempt)));
    Squad squad = squads.get(worker.ability());
    if (squad == null) {
      squad = new Squad();
      squads.put(worker.ability(), squad);
      serving.clear();
    }
    squad.enlist();
    squad.enter(worker);
  }

  void remove(Worker worker) {
    worker.gone = true;
    if (workers.remove(worker.id, worker)) {
      discharge(worker);
    }
  }

  private void discharge(Worker worker) {
    Squad squad = squads.get(worker.ability());
    if (squad != null) {
      squad.leave(worker);
      if (squad.discharge()) {
        squads.remove(worker.ability());
        serving.clear();
      }
    }
  }

  private void change(Worker worker, Runnable change) {
    Squad squad = workers.get(worker.id) == worker ? squads.get(worker.ability()) : null;
    if (squad == null) {
      change.run();
    } else {
      squad.leave(worker);
      change.run();
      squad.enter(worker);
    }
  }

  /// Whether a worker takes no more work.
  void drain(Worker worker, boolean draining) {
    if (worker.draining != draining) {
      change(worker, () -> worker.draining = draining);
    }
  }

  void hold(LiveAttempt attempt) {
    Worker worker = workers.get(attempt.worker);
    if (worker != null) {
      change(worker, () -> worker.take(attempt.run.id(), weight(attempt)));
      worker.reserved = null;
    }
  }

  void release(LiveAttempt attempt) {
    Worker worker = workers.get(attempt.worker);
    if (worker != null) {
      change(worker, () -> worker.giveBack(attempt.run.id()));
    }
  }

  private static int weight(LiveAttempt attempt) {
    return attempt.run.spec().sharing().weight();
  }

  /// Keeps a worker free until enough of its slots are, so that work that needs several is not
  /// passed by smaller work for ever: the suitable one with the most free slots.
  void reserve(Requirement wanted) {
    long until = nowNanos + RESERVED.toNanos();
    Worker best = null;
    for (Worker worker : workers.values()) {
      Worker.Reservation there = worker.reserved;
      if (there != null && there.wanted().equals(wanted)) {
        worker.reserved = new Worker.Reservation(wanted, until);
        return;
      }
      boolean taken = there != null && there.untilNanos() >= nowNanos;
      if (!taken
          && !worker.draining
          && worker.suits(wanted)
          && (best == null || worker.free() > best.free())) {
        best = worker;
      }
    }
    if (best != null) {
      best.reserved = new Worker.Reservation(wanted, until);
    }
  }

  void tell(WorkerId id) {
    Worker worker = workers.get(id);
    if (worker != null) {
      worker.news.accept(worker.id);
    }
  }
}
