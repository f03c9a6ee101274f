package io.devq.jobs.dispatch;

import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RunState;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What becomes of a run when an attempt of it ends, or when it ends without one. Every transition
/// of a run that is written anywhere is decided here; the claim is the one other step, and it
/// writes no state.
public sealed interface Transition {

  /// Whose doing it was.
  OutcomeClass outcomeClass();

  /// A sentence for people, or null.
  @Nullable String reason();

  /// The run is over.
  record End(RunState state, OutcomeClass outcomeClass, @Nullable String reason)
      implements Transition {

    /// Checks that the state is a final one.
    public End {
      if (!state.isFinal()) {
        throw new IllegalStateException("a run cannot end as " + state);
      }
    }
  }

  /// Another attempt will come.
  record Again(
      Duration delay, int failures, int lost, OutcomeClass outcomeClass, @Nullable String reason)
      implements Transition {}

  /// What becomes of a run after an attempt of it ended so.
  static Transition after(LiveRun run, Outcome outcome, RandomGenerator random) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> new End(RunState.SUCCEEDED, OutcomeClass.WORK, null);
      case Outcome.Cancelled cancelled ->
          new End(RunState.CANCELLED, OutcomeClass.CANCELLED, cancelled.reason());
      case Outcome.Killed killed -> new End(RunState.KILLED, OutcomeClass.TIMEOUT, killed.reason());
      case Outcome.Interrupted _ ->
          new Again(
              Duration.ZERO,
              run.failures(),
              run.lost(),
              OutcomeClass.SYSTEM,
              "its worker stopped in an orderly way");
      case Outcome.Failed failed -> afterFailure(run, failed, random);
    };
  }

  private static Transition afterFailure(
      LiveRun run, Outcome.Failed failed, RandomGenerator random) {
    RetryPolicy retry = run.spec().retry();
    int failures = run.failures() + 1;
    if (!failed.retriable() || failures >= retry.maxAttempts()) {
      return new End(RunState.FAILED, failed.outcomeClass(), failed.reason());
    }
    Duration delay = retry.delayAfter(failures, random);
    Duration asked = failed.retryAfter();
    if (asked != null && asked.compareTo(delay) > 0) {
      delay = asked;
    }
    return new Again(delay, failures, run.lost(), failed.outcomeClass(), failed.reason());
  }

  /// What becomes of a run whose worker was lost.
  static Transition afterLoss(LiveRun run, String reason) {
    int lost = run.lost() + 1;
    if (lost > run.spec().retry().lostAttempts()) {
      return new End(RunState.FAILED, OutcomeClass.LOST, reason);
    }
    return new Again(Duration.ZERO, run.failures(), lost, OutcomeClass.LOST, reason);
  }

  /// What becomes of a waiting run that somebody cancelled.
  static End cancelled(String reason) {
    return new End(RunState.CANCELLED, OutcomeClass.CANCELLED, reason);
  }

  /// What becomes of a run that waited longer than it may.
  static End expired(Duration queueTimeout) {
    return new End(
        RunState.EXPIRED,
        OutcomeClass.TIMEOUT,
        "waited longer than its queue time-out of " + queueTimeout);
  }
}
