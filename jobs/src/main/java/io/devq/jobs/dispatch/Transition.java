package io.devq.jobs.dispatch;

import io.devq.jobs.JobLimits;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryRules;
import io.devq.jobs.RunState;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.Tries;
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
  ///
  /// @param tries the attempts before; needed only when the retry policy has rarer rules
  static Transition after(LiveRun run, Outcome outcome, Tries tries, RandomGenerator random) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> new End(RunState.SUCCEEDED, OutcomeClass.WORK, null);
      case Outcome.Cancelled cancelled ->
          new End(RunState.CANCELLED, OutcomeClass.CANCELLED, cancelled.reason());
      case Outcome.Killed killed -> afterKill(run, killed, tries, random);
      case Outcome.Interrupted _ -> afterInterruption(run);
      case Outcome.Snoozed snoozed -> afterSnooze(run, snoozed, tries);
      case Outcome.Failed failed -> afterFailure(run, failed, tries, random);
    };
  }

  /// A failure is tried again as often as the rule for its exit code says, or else as the policy
  /// does for all that no rule is for.
  private static Transition afterFailure(
      LiveRun run, Outcome.Failed failed, Tries tries, RandomGenerator random) {
    RetryPolicy retry = run.spec().retry();
    RetryRules rules = retry.rules();
    int failures = run.failures() + 1;
    Integer ofCode = failed.exitCode() == null ? null : rules.byExitCode().get(failed.exitCode());
    boolean allowed =
        ofCode == null
            ? failures - tries.countedApart(rules) < retry.maxAttempts()
            : tries.byExitCode().getOrDefault(failed.exitCode(), 0) < ofCode;
    End end = new End(RunState.FAILED, failed.outcomeClass(), failed.reason());
    if (!failed.retriable() || !allowed) {
      return end;
    }
    Duration delay = retry.delayAfter(failures, random);
    Duration asked = failed.retryAfter();
    if (asked != null && asked.compareTo(delay) > 0) {
      delay = bounded(asked);
    }
    return inTime(
        run,
        tries,
        new Again(delay, failures, run.lost(), failed.outcomeClass(), failed.reason()),
        end);
  }

  /// A time-out is final unless the rules say otherwise; what a policy killed always is.
  private static Transition afterKill(
      LiveRun run, Outcome.Killed killed, Tries tries, RandomGenerator random) {
    End end = new End(RunState.KILLED, killed.outcomeClass(), killed.reason());
    RetryPolicy retry = run.spec().retry();
    if (killed.outcomeClass() != OutcomeClass.TIMEOUT
        || tries.timeouts() >= retry.rules().timeouts()) {
      return end;
    }
    int failures = run.failures() + 1;
    Duration delay = retry.delayAfter(failures, random);
    return inTime(
        run,
        tries,
        new Again(delay, failures, run.lost(), OutcomeClass.TIMEOUT, killed.reason()),
        end);
  }

  private static Transition afterInterruption(LiveRun run) {
    if (run.spec().retry().lostAttempts() == 0) {
      return new End(
          RunState.FAILED, OutcomeClass.LOST, "its worker stopped while it ran" + NOT_TWICE);
    }
    return uncounted(
        run, Duration.ZERO, OutcomeClass.SYSTEM, "its worker stopped in an orderly way");
  }

  /// What becomes of a run whose attempt was given back by a worker that had not begun it.
  static Transition handedBack(LiveRun run) {
    return uncounted(
        run, Duration.ZERO, OutcomeClass.SYSTEM, "its worker stopped before it had begun");
  }

  private static Transition afterSnooze(LiveRun run, Outcome.Snoozed snoozed, Tries tries) {
    String reason = snoozed.reason() == null ? "snoozed" : "snoozed: " + snoozed.reason();
    Transition later = uncounted(run, bounded(snoozed.pause()), OutcomeClass.WORK, reason);
    return later instanceof Again again
        ? inTime(run, tries, again, new End(RunState.FAILED, OutcomeClass.WORK, reason))
        : later;
  }

  private static Transition uncounted(
      LiveRun run, Duration delay, OutcomeClass outcomeClass, String reason) {
    int uncounted = run.attempt() - 1 - run.failures() - run.lost();
    if (uncounted >= JobLimits.UNCOUNTED_ATTEMPTS) {
      return new End(
          RunState.FAILED,
          outcomeClass,
          reason
              + "; that is too often: "
              + JobLimits.UNCOUNTED_ATTEMPTS
              + " attempts did not count");
    }
    return new Again(delay, run.failures(), run.lost(), outcomeClass, reason);
  }

  /// Another attempt, unless it would begin too long after the run was due first.
  private static Transition inTime(LiveRun run, Tries tries, Again again, End end) {
    Duration most = run.spec().retry().rules().maxElapsed();
    if (most == null || tries.elapsed().plus(again.delay()).compareTo(most) <= 0) {
      return again;
    }
    return new End(
        end.state(),
        end.outcomeClass(),
        end.reason() + "; not tried again later than " + most + " after it was first due");
  }

  private static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(JobLimits.LONGEST_PAUSE) > 0 ? JobLimits.LONGEST_PAUSE : asked;
  }

  /// Why a run with `retry.onLost: never` ends.
  String NOT_TWICE = "; it must not be begun twice (retry.onLost is never)";

  /// What becomes of a run whose worker was lost. One under which workers keep dying is poison.
  static Transition afterLoss(LiveRun run, String reason, Tries tries) {
    int lost = run.lost() + 1;
    if (run.spec().retry().lostAttempts() == 0) {
      return new End(RunState.FAILED, OutcomeClass.LOST, reason + NOT_TWICE);
    }
    if (lost > run.spec().retry().lostAttempts()) {
      return new End(
          RunState.FAILED,
          OutcomeClass.LOST,
          "poison: "
              + lost
              + " workers were lost while they had it, the last one because "
              + reason);
    }
    return inTime(
        run,
        tries,
        new Again(Duration.ZERO, run.failures(), lost, OutcomeClass.LOST, reason),
        new End(RunState.FAILED, OutcomeClass.LOST, reason));
  }

  /// What becomes of a run whose worker was lost, or did not end it, after it had been told to. A
  /// run that must not be begun twice is over: the attempt may still go on somewhere.
  static Transition afterStop(
      LiveRun run, LiveAttempt.Stop stop, Tries tries, RandomGenerator random) {
    Outcome outcome = stopped(stop);
    Transition transition = after(run, outcome, tries, random);
    return transition instanceof Again && run.spec().retry().lostAttempts() == 0
        ? new End(RunState.KILLED, OutcomeClass.TIMEOUT, stop.reason() + NOT_TWICE)
        : transition;
  }

  /// How an attempt ends that was told to.
  static Outcome stopped(LiveAttempt.Stop stop) {
    return switch (stop.by()) {
      case PERSON -> new Outcome.Cancelled(stop.reason());
      case POLICY -> new Outcome.Killed(stop.reason(), OutcomeClass.CANCELLED);
      case LIMIT -> new Outcome.Killed(stop.reason(), OutcomeClass.TIMEOUT);
    };
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
