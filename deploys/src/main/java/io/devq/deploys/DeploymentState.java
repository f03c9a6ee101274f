package io.devq.deploys;

import java.util.Map;
import java.util.Set;

/// Where a deployment stands. Its handler moves it on; people pause, resume, abort it and roll it
/// back. A crash changes nothing: the handler starts again and reads on.
public enum DeploymentState {
  /// Waits for the gate, an approval or the end of a freeze.
  WAITING,
  /// All hosts fetch the artifact; nothing on them changes yet.
  DISTRIBUTING,
  /// Hosts are admitted to switch, a few at a time.
  ROLLING,
  /// All hosts are healthy and are watched for a while longer.
  BAKING,
  /// Somebody stopped it; no host is admitted until somebody resumes it.
  PAUSED,
  /// Final. Every reachable host runs the build and is healthy.
  SUCCEEDED,
  /// The hosts go back to the last good build.
  ROLLING_BACK,
  /// Final. The hosts run the last good build again.
  ROLLED_BACK,
  /// Final. Somebody ended it; the hosts run what they ran before, if there was something.
  ABORTED,
  /// Final. It failed, and there was no good build to go back to, or going back failed as well.
  FAILED;

  /// Which state may follow which.
  public static final Transitions<DeploymentState> LAW =
      new Transitions<>(
          "deployment",
          Map.of(
              WAITING, Set.of(DISTRIBUTING, PAUSED, ABORTED, FAILED),
              DISTRIBUTING, Set.of(ROLLING, PAUSED, ROLLING_BACK, ABORTED, FAILED),
              ROLLING, Set.of(BAKING, SUCCEEDED, PAUSED, ROLLING_BACK, ABORTED, FAILED),
              BAKING, Set.of(ROLLING, SUCCEEDED, PAUSED, ROLLING_BACK, ABORTED, FAILED),
              PAUSED, Set.of(WAITING, DISTRIBUTING, ROLLING, BAKING, ROLLING_BACK, ABORTED, FAILED),
              ROLLING_BACK, Set.of(ROLLED_BACK, ABORTED, FAILED)));

  /// Whether nothing moves a deployment out of this state.
  public boolean isFinal() {
    return switch (this) {
      case WAITING, DISTRIBUTING, ROLLING, BAKING, PAUSED, ROLLING_BACK -> false;
      case SUCCEEDED, ROLLED_BACK, ABORTED, FAILED -> true;
    };
  }
}
