package io.devq.deploys;

import io.devq.base.HostId;
import io.devq.base.Sha256;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a host says it has, whole, each time.
///
/// @param peerUrl where it serves its pieces
/// @param seen the version of the orders it had last, or empty
public record HostReport(String peerUrl, String seen, List<Held> held) {

  /// How many services a host may report.
  public static final int MOST_SERVICES = 50;

  /// One service on the host.
  ///
  /// @param generation the newest goal it knows
  /// @param bytes bytes got for this generation by source: `store` or a host's id
  /// @param complaint a source that failed it, or null
  public record Held(
      String service,
      long generation,
      HostState state,
      @Nullable String stage,
      @Nullable String reason,
      long activeGeneration,
      @Nullable Sha256 active,
      int pieces,
      Map<String, Long> bytes,
      @Nullable Complaint complaint) {}

  /// A source that failed a host.
  ///
  /// @param source the host that did, or null for the region's store
  /// @param dead whether it could not be reached at all, rather than being slow or wrong
  public record Complaint(@Nullable HostId source, boolean dead) {}
}
