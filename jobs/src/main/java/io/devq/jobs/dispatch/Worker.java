package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import io.devq.jobs.Workers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A worker as the board keeps it. Guarded by the lock of [Dispatch]; what changes its load goes
/// through [Crew], which keeps workers in the order of it.
final class Worker {

  /// Every project's work.
  static final int ANY_PROJECT = 0;

  final WorkerId id;
  final int project;
  final Workers.Registration registration;
  final Consumer<WorkerId> news;
  private final Map<UUID, Integer> held = new HashMap<>();
  private int used;
  int incarnation = 1;
  long session;
  long heardAtNanos;
  boolean draining;

  /// Whether somebody else than itself has said that it takes no more work.
  boolean putAside;

  boolean gone;

  /// Work that it is being kept free for, and until when; null when it is for all.
  @Nullable Reservation reserved;

  /// Keeps a worker free for work that needs several slots at once.
  record Reservation(Requirement wanted, long untilNanos) {}

  /// What workers that can do the same have in common.
  record Ability(int project, Set<String> types, Set<String> labels) {

    boolean suits(Requirement wanted) {
      return (project == ANY_PROJECT || project == wanted.project())
          && types.contains(wanted.type())
          && labels.containsAll(wanted.labels());
    }
  }

  /// @param news called, under the lock, when there is something to tell the worker; must not block
  Worker(WorkerId id, int project, Workers.Registration registration, Consumer<WorkerId> news) {
    this.id = id;
    this.project = project;
    this.registration = registration;
    this.news = news;
  }

  Ability ability() {
    return new Ability(project, registration.types(), registration.labels());
  }

  Set<UUID> held() {
    return held.keySet();
  }

  /// Takes a run, which takes slots; once.
  void take(UUID run, int weight) {
    if (held.putIfAbsent(run, weight) == null) {
      used += weight;
    }
  }

  void giveBack(UUID run) {
    Integer weight = held.remove(run);
    if (weight != null) {
      used -= weight;
    }
  }

  /// Slots that are taken.
  int busy() {
    return used;
  }

  /// Slots that are free; negative when it holds more than it has.
  int free() {
    return gone || draining ? 0 : registration.slots() - used;
  }

  double load() {
    return (double) used / registration.slots();
  }

  boolean suits(Requirement wanted) {
    return registration.slots() >= wanted.weight() && ability().suits(wanted);
  }
}
