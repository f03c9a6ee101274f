package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import io.devq.jobs.Workers;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// A worker as the board keeps it. Guarded by the board's lock.
final class Worker {

  /// Every project's work.
  static final int ANY_PROJECT = 0;

  final WorkerId id;
  final int project;
  final Workers.Registration registration;
  final Consumer<WorkerId> news;
  final Set<UUID> held = new HashSet<>();
  int incarnation = 1;
  long session;
  long heardAtNanos;
  boolean draining;
  boolean gone;

  /// @param news called, under the board's lock, when there is something to tell the worker; must
  ///   not block
  Worker(WorkerId id, int project, Workers.Registration registration, Consumer<WorkerId> news) {
    this.id = id;
    this.project = project;
    this.registration = registration;
    this.news = news;
  }

  int free() {
    return gone || draining ? 0 : registration.slots() - held.size();
  }

  double load() {
    return (double) held.size() / registration.slots();
  }

  boolean suits(Requirement wanted) {
    return (project == ANY_PROJECT || project == wanted.project())
        && registration.types().contains(wanted.type())
        && registration.labels().containsAll(wanted.labels());
  }
}
