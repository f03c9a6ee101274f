package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Service;
import io.devq.base.Shards;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.SignalStore;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What anybody wants of a run or a job: written as a signal by whoever asks, applied in order and
/// answered by the owner of the shard.
final class SignalDesk implements Service {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final Dispatch dispatch;
  private final SignalStore signals;
  private final HistoryStore history;
  private final Endings endings;
  private final Firing firing;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Signboard answered = new Signboard();
  private final Loop loop = new Loop("devq-signals", this::runOnce);

  SignalDesk(
      Dispatch dispatch,
      Stores stores,
      Endings endings,
      Firing firing,
      IdSource ids,
      DatabaseTime time) {
    this.dispatch = dispatch;
    this.signals = stores.signals();
    this.history = stores.history();
    this.endings = endings;
    this.firing = firing;
    this.ids = ids;
    this.time = time;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// Asks the owner for a run to end, and waits for its answer.
  void cancel(int project, RunId run, String by) {
    String answer = ask(new Signal(ids.next(run.shard()), project, Kind.CANCEL, run.value(), by));
    if (answer.startsWith("over")) {
      throw Problem.conflict(
          "run_over", run + " is over already: " + answer.substring("over ".length()) + ".");
    }
    if (answer.equals("unknown")) {
      throw Problem.notFound("unknown_run", "There is no run " + run + ".");
    }
  }

  /// Tells the owner that a schedule has changed.
  void scheduleChanged(int project, JobId job) {
    if (dispatch.token(job.shard()) != null) {
      firing.reload(job.value());
    } else {
      signals.append(new Signal(ids.next(job.shard()), project, Kind.SCHEDULE, job.value(), null));
    }
  }

  private String ask(Signal signal) {
    signals.append(signal);
    long until = time.nanos() + ANSWER_WITHIN.toNanos();
    try {
      while (true) {
        long seen = answered.seen(signal.id());
        loop.wake();
        Optional<String> answer = signals.answerOf(signal);
        if (answer.isPresent()) {
          return answer.get();
        }
        if (time.nanos() > until) {
          throw Problem.of(
              Problem.Kind.UNAVAILABLE,
              "no_owner",
              "The wish is stored and will be applied, but no owner of shard "
                  + signal.shard()
                  + " has answered yet.");
        }
        answered.await(signal.id(), seen, POLL);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.UNAVAILABLE, "stopping", "This node is stopping; ask again.");
    }
  }

  /// Applies what is open.
  Duration runOnce() throws InterruptedException {
    List<Integer> shards = dispatch.shards();
    if (shards.isEmpty()) {
      return POLL;
    }
    for (Signal signal : signals.open(shards)) {
      String answer = apply(signal);
      if (answer != null) {
        signals.answer(signal, answer);
        answered.notify(signal.id());
      }
    }
    return POLL;
  }

  private @Nullable String apply(Signal signal) throws InterruptedException {
    return switch (signal.kind()) {
      case SCHEDULE -> {
        firing.reload(signal.target());
        yield "reloaded";
      }
      case CANCEL -> applyCancel(signal);
    };
  }

  /// Null when the run is just between waiting and running: the signal stays open and is applied in
  /// the next pass.
  private @Nullable String applyCancel(Signal signal) throws InterruptedException {
    String reason = "cancelled by " + signal.argument();
    if (dispatch.stop(signal.target(), new LiveAttempt.Stop(reason, false))) {
      return "asked";
    }
    int shard = Shards.of(signal.target());
    Optional<LiveRun> live = history.live(signal.project(), shard, signal.target());
    if (live.isPresent()) {
      return endings.endWaiting(live.get(), Transition.cancelled(reason)) ? "ended" : null;
    }
    return history
        .ended(signal.project(), shard, signal.target())
        .map(over -> "over " + over.state())
        .orElse("unknown");
  }
}
