package io.devq.jobs.service;

import io.devq.base.RunId;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Overlap;
import io.devq.jobs.RunState;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.FiringStore;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.Stores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Ends the runs that a newer one of the same job replaces: those under way are asked to end, those
/// that wait end at once. A run that is just between both is met by the next firing.
final class Replacing {

  private final Dispatch dispatch;
  private final FiringStore firings;
  private final HistoryStore history;
  private final Endings endings;

  Replacing(Dispatch dispatch, Stores stores, Endings endings) {
    this.dispatch = dispatch;
    this.firings = stores.firings();
    this.history = stores.history();
    this.endings = endings;
  }

  /// Ends all live runs of a job but one.
  void replace(FiringStore.Firing job, UUID newest) throws InterruptedException {
    boolean kill = job.schedule().recurrence().overlap() == Overlap.KILL_RUNNING;
    String reason =
        (kill ? "killed" : "cancelled")
            + " by the overlap policy of its job: "
            + new RunId(newest)
            + " is due";
    Set<UUID> live = firings.live(job.shard(), List.of(job.id())).getOrDefault(job.id(), Set.of());
    for (UUID run : live) {
      if (!run.equals(newest) && !dispatch.stop(run, new LiveAttempt.Stop(reason, kill))) {
        endWaiting(job, run, kill, reason);
      }
    }
  }

  private void endWaiting(FiringStore.Firing job, UUID run, boolean kill, String reason)
      throws InterruptedException {
    Optional<LiveRun> waiting = history.live(job.project(), job.shard(), run);
    if (waiting.isPresent()) {
      Transition.End end =
          kill
              ? new Transition.End(RunState.KILLED, OutcomeClass.CANCELLED, reason)
              : Transition.cancelled(reason);
      endings.endWaiting(waiting.get(), end);
    }
  }
}
