package io.devq.deploys;

import io.devq.base.HostId;
import io.devq.base.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An agent that receives deployments.
///
/// @param services the services it takes; empty for all
/// @param peerUrl where it serves its pieces, or null before its first sync
/// @param reachable whether it was heard of lately
public record Host(
    String project,
    HostId id,
    String name,
    String region,
    String environment,
    List<String> services,
    @Nullable String peerUrl,
    boolean reachable,
    Instant lastHeardAt,
    List<Standing> standings) {

  /// Where it stands with one service.
  ///
  /// @param generation the goal it works on
  /// @param stage where it failed, or null
  /// @param active the digest of what runs, or null
  /// @param pieces how many pieces of the goal's artifact it has
  /// @param bytes what it got for this generation from where: `store` or a host's id
  /// @param plan what the server decided for it, or null
  /// @param complaint a source that failed it, or null
  public record Standing(
      String service,
      long generation,
      HostState state,
      @Nullable String stage,
      @Nullable String reason,
      long activeGeneration,
      @Nullable Sha256 active,
      int pieces,
      Map<String, Long> bytes,
      @Nullable Plan plan,
      HostReport.@Nullable Complaint complaint) {}

  /// What the server decided for a host and a generation.
  ///
  /// @param place its place in the region's chain
  /// @param sourced whether it has a source
  /// @param parent the host it fetches from, or null for the region's store
  /// @param admitted whether it may switch
  public record Plan(
      long generation, int place, boolean sourced, @Nullable HostId parent, boolean admitted) {}

  /// Where it stands with a service, or null when it never reported on it.
  public @Nullable Standing standing(String service) {
    return standings.stream().filter(s -> s.service().equals(service)).findFirst().orElse(null);
  }
}
