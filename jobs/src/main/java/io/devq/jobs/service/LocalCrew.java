package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.NodeId;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.WorkerId;
import io.devq.jobs.Attempt;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryAfter;
import io.devq.jobs.Snooze;
import io.devq.jobs.Workers;
import io.devq.jobs.dispatch.AttemptLimits;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Roster;
import io.devq.jobs.store.CompletionStore;
import io.devq.jobs.store.Stores;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The worker inside this process: runs registered handlers, each attempt on a virtual thread of
/// its own.
final class LocalCrew implements Service {

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(LocalCrew.class.getName());

  private final WorkerId id;
  private final Roster roster;
  private final Map<String, Handler> handlers;
  private final Endings endings;
  private final CompletionStore completions;
  private final Tools tools;
  private final DatabaseTime time;
  private final int slots;
  private final Map<UUID, Thread> running = new ConcurrentHashMap<>();
  private final Loop loop = new Loop("devq-local", this::runOnce);
  private volatile boolean stopping;

  LocalCrew(NodeId node, Roster roster, Map<String, Handler> handlers, Tools tools, int slots) {
    this.id = new WorkerId(node.value());
    this.roster = roster;
    this.handlers = handlers;
    this.endings = tools.endings();
    this.completions = tools.stores().completions();
    this.tools = tools;
    this.time = tools.time();
    this.slots = slots;
  }

  /// What a worker in this process works with.
  record Tools(
      Endings endings, Shelves shelves, AttemptLimits limits, Stores stores, DatabaseTime time) {}

  /// Where what attempts write is kept.
  record Shelves(LogBook logs, Checkpoints checkpoints, LargeTexts texts) {}

  @Override
  public void start() {
    if (handlers.isEmpty()) {
      return;
    }
    loop.start();
    Workers.Registration registration =
        new Workers.Registration("in-process", Set.copyOf(handlers.keySet()), Set.of(), slots, "");
    roster.enter(id, 0, registration, time.nanos(), _ -> loop.wake());
  }

  @Override
  public void stop() {
    stopping = true;
    roster.remove(id);
    loop.stop();
    handBack();
    running.values().forEach(Thread::interrupt);
    for (Thread thread : running.values()) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// Gives back what has been claimed and not begun, so that it need not be found lost.
  private void handBack() {
    try {
      for (LiveAttempt.Snapshot attempt : roster.notBegun(id)) {
        endings.handBack(attempt);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      LOG.log(Level.INFO, "attempts that had not begun could not be given back", failure);
    }
  }

  Duration runOnce() {
    Roster.LocalOrders orders = roster.ordersOf(id, new Roster.Heard(time.now(), time.nanos()));
    orders.begin().forEach(this::begin);
    for (LiveAttempt.Snapshot attempt : orders.stop()) {
      Thread thread = running.get(attempt.run().id());
      if (thread != null) {
        thread.interrupt();
      }
    }
    return IDLE;
  }

  private void begin(LiveAttempt.Snapshot begun) {
    UUID run = begun.run().id();
    Thread thread = Thread.ofVirtual().name("devq-" + run).unstarted(() -> run(begun));
    running.put(run, thread);
    thread.start();
  }

  private void run(LiveAttempt.Snapshot begun) {
    LocalAttempt attempt = new LocalAttempt(begun, tools);
    try {
      Outcome outcome = outcome(attempt, begun);
      Thread.interrupted();
      end(begun, attempt, settled(attempt, begun, outcome));
    } catch (CompletionStore.Busy _) {
      LOG.log(
          Level.WARNING,
          "the handler of {0} has left its transaction open; how it ends is looked at again at its"
              + " time limit",
          attempt.run());
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, "the end of {0} was interrupted; it is found lost", attempt.run());
    } finally {
      running.remove(begun.run().id());
    }
  }

  /// Whoever completes an attempt within a transaction leaves it to the transaction how the attempt
  /// ends.
  private Outcome settled(LocalAttempt attempt, LiveAttempt.Snapshot begun, Outcome outcome) {
    if (!attempt.completing()) {
      return outcome;
    }
    Optional<CompletionStore.Completion> done = completions.fence(begun.run());
    if (done.isPresent()) {
      return new Outcome.Succeeded(done.get().result(), null);
    }
    return outcome instanceof Outcome.Succeeded
        ? new Outcome.Failed(
            "the transaction in which it was completed was not committed",
            OutcomeClass.WORK,
            true,
            null,
            null)
        : outcome;
  }

  private void end(LiveAttempt.Snapshot begun, LocalAttempt attempt, Outcome outcome)
      throws InterruptedException {
    LiveAttempt.Snapshot ending =
        roster.beginEnding(begun.run().id(), begun.run().attempt()).orElse(null);
    if (ending == null) {
      return;
    }
    CompletableFuture<Boolean> written;
    try {
      written = endings.finishLocal(ending, outcome, attempt.logEnd());
    } catch (RuntimeException failure) { // such as a result that cannot be stored now
      refuse(ending, attempt, failure, true);
      return;
    }
    var _ =
        written.whenComplete((_, failure) -> {
          if (failure != null) {
            refuse(ending, attempt, failure, false);
          }
        });
  }

  /// An outcome that cannot be stored, such as a result the database will not take, ends the
  /// attempt as DevQ's own failure.
  private void refuse(
      LiveAttempt.Snapshot ending, LocalAttempt attempt, Throwable failure, boolean retriable) {
    try {
      String reason = String.valueOf(failure.getMessage());
      var _ =
          endings.finishLocal(
              ending,
              new Outcome.Failed(reason, OutcomeClass.SYSTEM, retriable, null, null),
              attempt.logEnd());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome outcome(Attempt attempt, LiveAttempt.Snapshot begun) {
    String type = begun.run().spec().type();
    Handler handler = handlers.get(type);
    if (handler == null) {
      return new Outcome.Failed("no handler for " + type, OutcomeClass.REFUSED, true, null, null);
    }
    try {
      return new Outcome.Succeeded(handler.run(attempt), null);
    } catch (FatalFailure failure) {
      return new Outcome.Failed(message(failure), OutcomeClass.WORK, false, null, null);
    } catch (RetryAfter failure) {
      return new Outcome.Failed(message(failure), OutcomeClass.WORK, true, null, failure.pause());
    } catch (Snooze snooze) {
      return new Outcome.Snoozed(snooze.pause(), snooze.getMessage());
    } catch (InterruptedException _) {
      return stopping
          ? new Outcome.Interrupted()
          : new Outcome.Failed("interrupted", OutcomeClass.WORK, true, null, null);
    } catch (Problem problem) {
      boolean passing =
          problem.kind() == Problem.Kind.UNAVAILABLE || problem.kind() == Problem.Kind.OVERLOADED;
      return new Outcome.Failed(problem.message(), OutcomeClass.WORK, passing, null, null);
    } catch (Exception failure) {
      return stopping
          ? new Outcome.Interrupted()
          : new Outcome.Failed(message(failure), OutcomeClass.WORK, true, null, null);
    }
  }

  private static String message(Exception failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
