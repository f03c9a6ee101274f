package io.devq.jobs.service;

import io.devq.jobs.JobSpec;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.store.JobVersion;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunChange;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes waiting one-time jobs what somebody wants them to be. The run is taken out of memory,
/// written, and read again, so that it starts either as it was or as it shall be.
final class Edits {

  private final Dispatch dispatch;
  private final Stores stores;
  private final Endings endings;
  private final Consumer<List<RunStore.Hint>> hints;

  Edits(Dispatch dispatch, Stores stores, Endings endings, Consumer<List<RunStore.Hint>> hints) {
    this.dispatch = dispatch;
    this.stores = stores;
    this.endings = endings;
    this.hints = hints;
  }

  /// Null when the run is just being claimed, or has just moved: the signal stays open and is
  /// applied in the next pass.
  @Nullable String apply(Signal signal) {
    Optional<LiveRun> live =
        stores.history().live(signal.project(), signal.shard(), signal.target());
    return live.isPresent()
        ? apply(signal, live.get(), stores.signals().change(signal))
        : Cancels.over(stores.history(), signal);
  }

  private @Nullable String apply(Signal signal, LiveRun run, RunChange change) {
    if (change.ifVersion() != null && !change.ifVersion().equals(JobVersion.of(run))) {
      return "stale";
    }
    if (!run.spec().sharing().hasKeysOf(change.spec().sharing())) {
      return "other keys";
    }
    if (change.unbegunOnly() && run.attempt() > 1) {
      return "begun";
    }
    if (!dispatch.withdraw(run)) {
      return isBeingClaimed(run) ? null : "begun";
    }
    try {
      Optional<RunStore.Hint> moved = write(signal, run, change);
      return moved.isPresent() ? "changed" : null;
    } finally {
      endings.readAgain(run);
    }
  }

  private boolean isBeingClaimed(LiveRun run) {
    return dispatch
        .attempt(run.id())
        .map(attempt -> attempt.stage() == LiveAttempt.Stage.CLAIMING)
        .orElse(true);
  }

  private Optional<RunStore.Hint> write(Signal signal, LiveRun run, RunChange change) {
    JobSpec spec =
        change
            .spec()
            .withName(run.spec().name())
            .withDependsOn(run.spec().dependsOn())
            .withRerunOf(run.spec().rerunOf());
    Lane lane = run.attempt() > 1 ? change.lane().retried() : change.lane();
    Optional<RunStore.Hint> moved =
        stores.signals().change(signal, run, lane, spec, change.keepDue());
    moved
        .filter(hint -> !hint.firstDue().equals(LiveRun.NEVER))
        .ifPresent(hint -> hints.accept(List.of(hint)));
    return moved;
  }
}
