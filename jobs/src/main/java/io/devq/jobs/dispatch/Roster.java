package io.devq.jobs.dispatch;

import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The workers of a node: who is here, what each has and should have. A part of [Dispatch], under
/// its lock.
public final class Roster {

  private final Dispatch dispatch;
  private final Crew crew;

  Roster(Dispatch dispatch, Crew crew) {
    this.dispatch = dispatch;
    this.crew = crew;
  }

  /// Makes a worker known, or begins a new life of it.
  ///
  /// @param project whose work it does, or 0 for all
  /// @param news called, under the lock, when there is something to tell the worker; must not block
  public void enter(
      WorkerId id,
      int project,
      Workers.Registration registration,
      long nowNanos,
      Consumer<WorkerId> news) {
    dispatch.locked(() -> {
      Worker worker = new Worker(id, project, registration, news);
      worker.heardAtNanos = nowNanos;
      crew.add(worker);
      return worker;
    });
  }

  /// Takes a worker off; what it holds stays under way until it is found lost.
  public void remove(WorkerId id) {
    dispatch.locked(() -> {
      Worker worker = crew.worker(id);
      if (worker != null) {
        crew.remove(worker);
      }
      return null;
    });
  }

  /// What a worker should be told, and what it has lost.
  ///
  /// @param start attempts it should run and has not said to have
  /// @param stop attempts it should end
  /// @param unknown attempts it says to have that are not its own any more
  /// @param lost attempts it was running and does not have any more
  public record Diff(
      List<LiveAttempt.Snapshot> start,
      List<LiveAttempt.Snapshot> stop,
      List<Workers.Held> unknown,
      List<LiveAttempt.Snapshot> lost) {

    /// Whether there is anything to tell.
    public boolean isEmpty() {
      return start.isEmpty() && stop.isEmpty() && unknown.isEmpty();
    }
  }

  /// When a worker was last heard of: on its call's arrival, however long it is held after that.
  public record Heard(Instant at, long nanos) {}

  /// Compares what a worker has with what it should have.
  ///
  /// @return empty when the worker is not known
  public Optional<Diff> hear(WorkerId id, Workers.Report report, Heard heard) {
    return dispatch.locked(() -> {
      Worker worker = crew.worker(id);
      if (worker == null) {
        return Optional.empty();
      }
      worker.heardAtNanos = Math.max(worker.heardAtNanos, heard.nanos());
      if (report.session() < worker.session) {
        return Optional.of(new Diff(List.of(), List.of(), List.of(), List.of()));
      }
      worker.session = report.session();
      crew.drain(worker, report.draining() || worker.putAside);
      return Optional.of(compare(worker, report, heard));
    });
  }

  /// Lets a worker of a project take no more work, or take work again.
  public void drain(int project, WorkerId id, boolean draining) {
    dispatch.locked(() -> {
      Worker worker = crew.worker(id);
      if (worker != null && worker.project == project) {
        worker.putAside = draining;
        crew.drain(worker, draining);
      }
    });
  }

  /// Whether a newer sync of this worker has come since.
  public boolean superseded(WorkerId id, long session) {
    return dispatch.locked(() -> {
      Worker worker = crew.worker(id);
      return worker == null || worker.session > session;
    });
  }

  private Diff compare(Worker worker, Workers.Report report, Heard heard) {
    Map<UUID, Workers.Held> has = new HashMap<>();
    report.attempts().forEach(held -> has.put(held.run().value(), held));
    Diff diff =
        new Diff(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (UUID run : List.copyOf(worker.held())) {
      LiveAttempt attempt = dispatch.attemptUnderLock(run);
      if (attempt != null && attempt.worker.equals(worker.id)) {
        Workers.Held held = has.remove(run);
        boolean same = held != null && held.attempt() == attempt.run.attempt();
        place(diff, attempt, same ? held : null, worker, heard);
      }
    }
    has.values().forEach(held -> adoptOrRefuse(diff, held, worker, heard));
    return diff;
  }

  private static void place(
      Diff diff, LiveAttempt attempt, Workers.@Nullable Held held, Worker worker, Heard heard) {
    if (held != null) {
      report(attempt, held, heard);
      if (attempt.stop != null) {
        diff.stop().add(attempt.snapshot());
      }
    } else if (attempt.stage == LiveAttempt.Stage.RUNNING || wasOfAnEarlierLife(attempt, worker)) {
      diff.lost().add(attempt.snapshot());
    } else if (attempt.stage == LiveAttempt.Stage.CLAIMED) {
      diff.start().add(attempt.snapshot());
    }
  }

  private static boolean wasOfAnEarlierLife(LiveAttempt attempt, Worker worker) {
    return attempt.stage == LiveAttempt.Stage.CLAIMED && attempt.incarnation < worker.incarnation;
  }

  private void adoptOrRefuse(Diff diff, Workers.Held held, Worker worker, Heard heard) {
    LiveAttempt attempt = dispatch.attemptUnderLock(held.run().value());
    if (attempt != null
        && attempt.run.attempt() == held.attempt()
        && attempt.worker.equals(worker.id)) {
      crew.hold(attempt);
      report(attempt, held, heard);
    } else {
      diff.unknown().add(held);
    }
  }

  private static void report(LiveAttempt attempt, Workers.Held held, Heard heard) {
    attempt.hear(held, heard.at());
    if (attempt.stage == LiveAttempt.Stage.CLAIMED) {
      attempt.stage = LiveAttempt.Stage.RUNNING;
      attempt.startedAt = heard.at();
      attempt.startedNanos = heard.nanos();
    }
  }

  /// Begins to end an attempt; see [Dispatch#beginEnding].
  public Optional<LiveAttempt.Snapshot> beginEnding(UUID run, int number) {
    return dispatch.beginEnding(run, number);
  }

  /// What a worker in this process has to do now: attempts to begin, which are running from here
  /// on, and attempts to end.
  public record LocalOrders(List<LiveAttempt.Snapshot> begin, List<LiveAttempt.Snapshot> stop) {}

  /// Tells a worker in this process what to do, in one pass over what it holds.
  public LocalOrders ordersOf(WorkerId id, Heard heard) {
    return dispatch.locked(() -> {
      LocalOrders orders = new LocalOrders(new ArrayList<>(), new ArrayList<>());
      Worker worker = crew.worker(id);
      if (worker != null) {
        for (UUID run : worker.held()) {
          LiveAttempt attempt = dispatch.attemptUnderLock(run);
          if (attempt != null) {
            order(orders, attempt, heard);
          }
        }
      }
      return orders;
    });
  }

  private static void order(LocalOrders orders, LiveAttempt attempt, Heard heard) {
    if (attempt.stage == LiveAttempt.Stage.CLAIMED) {
      report(
          attempt,
          new Workers.Held(new RunId(attempt.run.id()), attempt.run.attempt(), null),
          heard);
      attempt.local = true;
      orders.begin().add(attempt.snapshot());
    } else if (attempt.stage == LiveAttempt.Stage.RUNNING && attempt.stop != null) {
      orders.stop().add(attempt.snapshot());
    }
  }

  /// The attempts that were given to a worker and that it has not begun. They are of claims, so the
  /// worker may have been taken off already.
  public List<LiveAttempt.Snapshot> notBegun(WorkerId id) {
    return dispatch.locked(() ->
        dispatch.attemptsUnderLock().stream()
            .filter(a -> a.worker.equals(id) && a.stage == LiveAttempt.Stage.CLAIMED)
            .map(LiveAttempt::snapshot)
            .toList());
  }

  /// Attempts whose worker has not been heard of for `silence`, or is not known and was claimed
  /// that long ago; silent workers are taken off.
  public List<LiveAttempt.Snapshot> lost(Duration silence, Instant now, long nowNanos) {
    return dispatch.locked(() -> {
      for (Worker worker : List.copyOf(crew.all())) {
        if (worker.project != Worker.ANY_PROJECT
            && nowNanos - worker.heardAtNanos > silence.toNanos()) {
          crew.remove(worker);
        }
      }
      return dispatch.attemptsUnderLock().stream()
          .filter(a -> a.stage == LiveAttempt.Stage.CLAIMED || a.stage == LiveAttempt.Stage.RUNNING)
          .filter(a -> crew.worker(a.worker) == null && silentSince(a, now, silence))
          .map(LiveAttempt::snapshot)
          .toList();
    });
  }

  private static boolean silentSince(LiveAttempt attempt, Instant now, Duration silence) {
    Instant last = attempt.heardAt != null ? attempt.heardAt : attempt.restoredAt;
    return last == null || last.plus(silence).isBefore(now);
  }

  /// Who is here.
  public List<Workers.Worker> list(int project, Instant now, long nowNanos) {
    return dispatch.locked(() ->
        crew.all().stream()
            .filter(worker -> worker.project == Worker.ANY_PROJECT || worker.project == project)
            .map(worker ->
                new Workers.Worker(
                    worker.id,
                    worker.registration.name(),
                    !worker.draining,
                    worker.registration.types(),
                    worker.registration.labels(),
                    worker.registration.slots(),
                    worker.busy(),
                    worker.project == Worker.ANY_PROJECT
                        ? now
                        : now.minusNanos(nowNanos - worker.heardAtNanos),
                    worker.registration.version()))
            .toList());
  }

  /// Who could run something.
  ///
  /// @param workers how many could
  /// @param slots how many attempts those can run at once
  /// @param freeSlots how many more they could begin now
  /// @param ofType how many run its type, whatever labels they offer
  /// @param limits when the attempts that those who could are running meet their time limits,
  ///   earliest first
  public record Serving(int workers, int slots, int freeSlots, int ofType, List<Instant> limits) {}

  /// Who could run something of this kind.
  public Serving serving(Requirement wanted) {
    return dispatch.locked(() -> {
      List<Worker> able =
          crew.all().stream().filter(worker -> !worker.draining && worker.suits(wanted)).toList();
      Requirement unlabelled = new Requirement(wanted.project(), wanted.type(), Set.of(), 1);
      return new Serving(
          able.size(),
          able.stream().mapToInt(worker -> worker.registration.slots()).sum(),
          able.stream().mapToInt(worker -> Math.max(0, worker.free())).sum(),
          (int) crew.all().stream().filter(worker -> worker.suits(unlabelled)).count(),
          able.stream()
              .flatMap(worker -> worker.held().stream())
              .map(dispatch::attemptUnderLock)
              .flatMap(Stream::ofNullable)
              .flatMap(attempt -> limit(attempt).stream())
              .sorted()
              .toList());
    });
  }

  private static Optional<Instant> limit(LiveAttempt attempt) {
    return Optional.ofNullable(attempt.startedAt).map(started -> started.plus(attempt.limit));
  }
}
