package io.devq.builds;

import io.devq.base.Problem;
import io.devq.jobs.RunState;

/// Where a step of a build is.
public enum StepState {
  /// Waits for the steps it needs. Their success moves it on.
  BLOCKED,
  /// Its run is in the queue or under way; the run says more. The end of the run moves it on.
  SUBMITTED,
  /// Final. The run succeeded and every declared artifact was stored.
  SUCCEEDED,
  /// Final. The run failed, or an artifact is missing.
  FAILED,
  /// Final. The run was ended by a limit.
  KILLED,
  /// Final. The run, or the build before it ran, was cancelled.
  CANCELLED,
  /// Final. The run waited longer than it may.
  EXPIRED,
  /// Final. Never ran, because another step failed.
  SKIPPED;

  /// Whether nothing moves a step out of this state.
  public boolean isFinal() {
    return this != BLOCKED && this != SUBMITTED;
  }

  /// The state of a step whose run ended so.
  ///
  /// @throws Problem `illegal_transition` when the run has not ended
  public static StepState of(RunState ended) {
    return switch (ended) {
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case KILLED -> KILLED;
      case CANCELLED -> CANCELLED;
      case EXPIRED -> EXPIRED;
      case SCHEDULED, BLOCKED, QUEUED, CLAIMED, RUNNING, RETRYING ->
          throw Problem.conflict(
              "illegal_transition", "A step does not end while its run is " + ended + ".");
    };
  }
}
