package io.devq.deploys.swarm;

import io.devq.base.HostId;
import org.jspecify.annotations.Nullable;

/// A host as the planner sees it.
///
/// @param pieces how many pieces it has, from the first on
/// @param alive whether it was heard of lately and serves pieces
/// @param complaint what it says of its source, or null
public record Peer(HostId id, int pieces, boolean alive, @Nullable Complaint complaint) {

  /// A source that failed a host.
  ///
  /// @param source null for the region's store
  public record Complaint(@Nullable HostId source, boolean dead) {}
}
