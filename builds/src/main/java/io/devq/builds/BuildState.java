package io.devq.builds;

import io.devq.base.Problem;
import java.util.Set;

/// Where a build is, and where it may go from there. This is the one place that says so; the
/// database repeats it.
public enum BuildState {
  /// Asked for. Its job reads the commit and the pipeline and moves it on; after a crash the next
  /// attempt of the job begins again.
  QUEUED,
  /// Its steps are known and some run or wait. The end of a step moves it on; after a crash the
  /// next attempt reads the rows and goes on.
  RUNNING,
  /// A step failed; no new ones start, those that run are let finish.
  FAILING,
  /// Final. Every step succeeded, and every artifact is stored and was read again.
  SUCCEEDED,
  /// Final. The reason names the step, or what was wrong before any step.
  FAILED,
  /// Final. Somebody asked.
  CANCELLED,
  /// Final. The pipeline does not build such a push; the reason says why.
  SKIPPED;

  /// Whether nothing moves a build out of this state.
  public boolean isFinal() {
    return next().isEmpty();
  }

  private Set<BuildState> next() {
    return switch (this) {
      case QUEUED -> Set.of(RUNNING, FAILED, CANCELLED, SKIPPED);
      case RUNNING -> Set.of(FAILING, SUCCEEDED, FAILED, CANCELLED);
      case FAILING -> Set.of(FAILED, CANCELLED);
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> Set.of();
    };
  }

  /// Answers with `to` when a build in this state may go there.
  ///
  /// @throws Problem `illegal_transition` that names both states
  public BuildState moveTo(BuildState to) {
    if (!next().contains(to)) {
      throw Problem.conflict(
          "illegal_transition", "A build that is " + this + " cannot become " + to + ".");
    }
    return to;
  }
}
