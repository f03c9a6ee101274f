package io.devq.deploys;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a host should have.
///
/// @param region the host's region
/// @param settled whether every goal is reached, so that there is no hurry
public record HostOrders(String region, List<Goal> goals, boolean settled) {

  /// Copies the list.
  public HostOrders {
    goals = List.copyOf(goals);
  }

  /// Tells two different orders apart.
  public String version() {
    return Sha256.of(toString().getBytes(StandardCharsets.UTF_8)).brief();
  }

  /// What should run of one service.
  ///
  /// @param spec how to install, start and judge it
  /// @param source from where to fetch it, or null to wait
  /// @param admitted whether it may switch now
  /// @param settled whether the deployment has ended well
  /// @param pinned digests that must stay on the host
  public record Goal(
      String service,
      long generation,
      DeploymentId deployment,
      BuildId build,
      String artifact,
      Sha256 sha256,
      long size,
      ServiceSpec spec,
      @Nullable Source source,
      boolean admitted,
      boolean settled,
      List<Sha256> pinned) {}

  /// From where to fetch.
  public sealed interface Source {

    /// The region's store.
    record Store() implements Source {}

    /// Another host of the region.
    record Peer(HostId host, String url) implements Source {}
  }
}
