package io.devq.jobs.service;

import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.SignalStore.Signal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends runs that somebody wants to end: a waiting one at once, a running one by its worker.
final class Cancels {

  private final Dispatch dispatch;
  private final HistoryStore history;
  private final Endings endings;

  Cancels(Dispatch dispatch, HistoryStore history, Endings endings) {
    this.dispatch = dispatch;
    this.history = history;
    this.endings = endings;
  }

  /// Null when the run is just between waiting and running: the signal stays open and is applied in
  /// the next pass.
  @Nullable String apply(Signal signal) throws InterruptedException {
    String reason = "cancelled by " + signal.argument();
    if (dispatch.stop(signal.target(), new LiveAttempt.Stop(reason, false))) {
      return "asked";
    }
    Optional<LiveRun> live = history.live(signal.project(), signal.shard(), signal.target());
    if (live.isPresent()) {
      return endings.endWaiting(live.get(), Transition.cancelled(reason)) ? "ended" : null;
    }
    return over(history, signal);
  }

  /// What is answered about a run that does not live.
  static String over(HistoryStore history, Signal signal) {
    return history
        .ended(signal.project(), signal.shard(), signal.target())
        .map(over -> "over " + over.state())
        .orElse("unknown");
  }
}
