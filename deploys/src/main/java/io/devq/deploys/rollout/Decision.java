package io.devq.deploys.rollout;

import io.devq.base.HostId;
import io.devq.deploys.DeploymentState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do next with a deployment.
///
/// @param admit hosts that may switch now
/// @param next the state to go to, or null to stay
/// @param reason why, for people
public record Decision(
    List<HostId> admit, @Nullable DeploymentState next, @Nullable String reason) {

  /// Copies the list.
  public Decision {
    admit = List.copyOf(admit);
  }

  static Decision stay() {
    return new Decision(List.of(), null, null);
  }

  static Decision admit(List<HostId> hosts) {
    return new Decision(hosts, null, null);
  }

  static Decision go(DeploymentState next, @Nullable String reason) {
    return new Decision(List.of(), next, reason);
  }
}
