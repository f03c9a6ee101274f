package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.LargeText;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.store.HistoryStore.FinalRun;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Shows rows as runs. The one place where a live run's state is told from where it stands: an
/// attempt under way makes it CLAIMED or RUNNING, one that is never due is BLOCKED, a due time that
/// has not come makes it SCHEDULED or RETRYING, anything else is QUEUED.
final class RunViews {

  /// How far our reading of the database's clock may be behind it, so that a run that was due at
  /// once does not look scheduled.
  private static final Duration CLOCK_ERROR = Duration.ofMillis(100);

  private final Dispatch dispatch;
  private final Stores stores;
  private final DatabaseTime time;

  RunViews(Dispatch dispatch, Stores stores, DatabaseTime time) {
    this.dispatch = dispatch;
    this.stores = stores;
    this.time = time;
  }

  Run live(LiveRun run) {
    return live(run, true);
  }

  /// @param withLog whether it matters how much log there is, which is a question more
  Run live(LiveRun run, boolean withLog) {
    Optional<LiveAttempt.Snapshot> attempt = attempt(run);
    boolean begun = attempt.isPresent();
    RunState state = attempt.map(RunViews::state).orElseGet(() -> waitingState(run));
    return new Run(
        new RunId(run.id()),
        new JobId(run.jobId()),
        stores.catalog().projectName(run.project()),
        run.spec().owner(),
        run.spec().type(),
        run.spec().queue(),
        run.lane().kind().text(),
        state,
        reason(run, attempt),
        null,
        run.spec().priority(),
        begun ? run.attempt() : run.attempt() - 1,
        run.spec().retry().maxAttempts(),
        run.spec().rerunOf(),
        new Run.Times(
            run.nominal(),
            run.wantedAt(),
            run.createdAt(),
            attempt.map(LiveAttempt.Snapshot::claimedAt).orElse(null),
            attempt.map(LiveAttempt.Snapshot::startedAt).orElse(null),
            null,
            attempt.map(LiveAttempt.Snapshot::heardAt).orElse(null)),
        new Run.Work(
            attempt.map(LiveAttempt.Snapshot::worker).orElse(null),
            attempt.map(LiveAttempt.Snapshot::progress).orElse(null),
            attempt.map(LiveAttempt.Snapshot::note).orElse(null),
            null,
            null,
            run.spec().resultLocation(),
            begun && withLog ? stores.logs().length(new RunId(run.id()), run.attempt()) : 0,
            false));
  }

  private static @Nullable String reason(LiveRun run, Optional<LiveAttempt.Snapshot> attempt) {
    LiveAttempt.Stop stop = attempt.map(LiveAttempt.Snapshot::stop).orElse(null);
    if (stop != null) {
      return "ending: " + stop.reason();
    }
    int uncounted = run.attempt() - 1 - run.failures() - run.lost();
    if (run.attempt() == 1) {
      return null;
    }
    return run.failures()
        + " attempts failed, "
        + run.lost()
        + " were lost"
        + (uncounted == 0 ? "" : ", " + uncounted + " were interrupted or snoozed");
  }

  private static RunState state(LiveAttempt.Snapshot attempt) {
    return switch (attempt.stage()) {
      case CLAIMING -> RunState.QUEUED;
      case CLAIMED -> RunState.CLAIMED;
      case RUNNING, ENDING -> RunState.RUNNING;
    };
  }

  /// Where a live run is.
  RunState stateOf(LiveRun run) {
    return attempt(run).map(RunViews::state).orElseGet(() -> waitingState(run));
  }

  private RunState waitingState(LiveRun run) {
    if (run.blocked()) {
      return RunState.BLOCKED;
    }
    Instant soon = time.now().plus(CLOCK_ERROR);
    Instant hold = run.gate().hold();
    if (hold != null && hold.isAfter(soon)) {
      return RunState.RETRYING;
    }
    if (!run.due().isAfter(soon)) {
      return RunState.QUEUED;
    }
    return run.lane().kind() == Lane.Kind.RETRIED ? RunState.RETRYING : RunState.SCHEDULED;
  }

  /// The attempt under way: in memory when the shard is ours, by its claim when it is another
  /// node's.
  private Optional<LiveAttempt.Snapshot> attempt(LiveRun run) {
    Optional<LiveAttempt.Snapshot> here =
        dispatch.attempt(run.id()).filter(a -> a.run().attempt() == run.attempt());
    if (here.isPresent() || dispatch.token(run.shard()) != null) {
      return here;
    }
    for (OwnershipStore.Claim claim : stores.ownership().claimsOf(run.shard(), run.id())) {
      int at = claim.ids().indexOf(run.id());
      if (claim.attempts().get(at) == run.attempt()) {
        return Optional.of(
            new LiveAttempt.Snapshot(
                run,
                new WorkerId(claim.worker()),
                LiveAttempt.Stage.CLAIMED,
                claim.claimedAt(),
                null,
                null,
                null,
                null,
                run.spec().timeout(),
                null));
      }
    }
    return Optional.empty();
  }

  /// Where a large result is: under the place that the job names, by its name in the vault.
  private static String location(FinalRun run, LargeText large) {
    String under = run.spec().resultLocation();
    return (under == null ? "" : under) + large.name();
  }

  Run ended(FinalRun run) {
    RunStore.EndedAttempt last = run.last();
    UUID job = run.job() == null ? run.id() : run.job();
    Instant finished = run.finishedAt();
    LargeText large = run.result() == null ? null : LargeText.parse(run.result()).orElse(null);
    return new Run(
        new RunId(run.id()),
        new JobId(job),
        stores.catalog().projectName(run.project()),
        run.spec().owner(),
        run.spec().type(),
        run.spec().queue(),
        run.lane().kind().text(),
        RunState.valueOf(run.state()),
        last.reason(),
        OutcomeClass.valueOf(last.outcomeClass()),
        run.spec().priority(),
        run.attempt(),
        run.spec().retry().maxAttempts(),
        run.spec().rerunOf(),
        new Run.Times(
            run.nominal(),
            run.due(),
            run.createdAt(),
            last.claimedAt(),
            last.startedAt(),
            finished,
            null),
        new Run.Work(
            last.worker() == null ? null : new WorkerId(last.worker()),
            null,
            null,
            last.exitCode(),
            large == null ? run.result() : null,
            large == null ? run.spec().resultLocation() : location(run, large),
            last.logBytes(),
            last.logComplete()));
  }
}
