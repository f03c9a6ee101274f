package io.devq.deploys;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One build on its way to every host of a service in an environment.
///
/// @param pausedFrom the state to go on in, exactly when PAUSED
/// @param reason why it is where it is, or null
/// @param generation that of the goal it has set last; 0 before
/// @param activeBuild the build the hosts are told to run: its own, or the one it goes back to
/// @param spec the service as it was when this was asked for
/// @param ending where ROLLING_BACK leads: ROLLED_BACK or ABORTED
/// @param by who asked for it
public record Deployment(
    String project,
    DeploymentId id,
    String service,
    String environment,
    Content content,
    DeploymentState state,
    @Nullable DeploymentState pausedFrom,
    @Nullable String reason,
    long generation,
    @Nullable BuildId activeBuild,
    List<String> regions,
    ServiceSpec spec,
    @Nullable DeploymentState ending,
    String by,
    Times times) {

  /// How it is rolled out.
  public ServiceSpec.Environment strategy() {
    ServiceSpec.Environment found = spec.environments().get(environment);
    if (found == null) {
      throw new IllegalStateException("deployment " + id + " has no environment " + environment);
    }
    return found;
  }

  /// What is deployed.
  ///
  /// @param artifact the artifact's name in the build
  public record Content(BuildId build, String artifact, Sha256 sha256, long size) {}

  /// When things happened, by the database's clock.
  ///
  /// @param inState for how long it has been in its state, when this was read
  /// @param quiet for how long nothing had got on, when this was read
  public record Times(
      Instant createdAt,
      Instant stateSince,
      @Nullable Instant finishedAt,
      Duration inState,
      Duration quiet) {}
}
