package io.devq.protocol;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The host protocol: `POST /api/v1/hosts` once, then `POST /api/v1/hosts/{id}/sync` again and
/// again, and `GET /api/v1/hosts/{id}/pieces/{sha256}` for each new artifact.
///
/// It is level-triggered: a sync says all that the host has and returns all that it should have. A
/// lost or repeated call changes nothing. A host acts only on a generation newer than the last one
/// it has seen.
public final class HostProtocol {

  private HostProtocol() {}

  /// Where a host stands with a service.
  public enum State {
    /// Knows of nothing to do.
    IDLE,
    /// Fetches the artifact.
    DOWNLOADING,
    /// Has it, checked and unpacked.
    VERIFIED,
    /// May switch.
    ADMITTED,
    /// Stops the old program and starts the new one.
    SWITCHING,
    /// Waits for its health to hold.
    CHECKING,
    /// Runs it.
    HEALTHY,
    /// Failed at a stage.
    FAILED
  }

  /// Says who a host is. Registering again under the same name keeps its id.
  ///
  /// @param environment null for `prod`
  /// @param services those it takes; null or empty for all
  public record Register(
      String name, String region, @Nullable String environment, @Nullable List<String> services) {}

  /// The answer to a registration.
  ///
  /// @param key the server's public key for piece lists, see [PieceSignatures#publicKey]; a host
  ///   keeps the first one it gets and refuses another
  public record Registered(HostId host, String key) {}

  /// What a host has.
  ///
  /// @param peerUrl where it serves its pieces
  /// @param seen the version of the orders it had last; empty at first
  /// @param hold how long the answer may be held back when there is nothing new; at most 5 s
  public record Sync(String peerUrl, String seen, Duration hold, List<Held> services) {}

  /// One service on the host.
  ///
  /// @param generation the newest goal it knows, 0 before the first
  /// @param stage where it failed, exactly when FAILED
  /// @param active the digest of what runs now
  /// @param pieces how many pieces of the goal's artifact it has, from the first on
  /// @param bytes bytes got for this generation, by source: `store` or a host's id
  /// @param complaint a source that fails it now
  public record Held(
      String service,
      long generation,
      State state,
      @Nullable String stage,
      @Nullable String reason,
      long activeGeneration,
      @Nullable Sha256 active,
      int pieces,
      Map<String, Long> bytes,
      @Nullable Complaint complaint) {}

  /// A source that fails the host.
  ///
  /// @param source the host, or null for the region's store
  /// @param dead whether it cannot be reached or sends wrong bytes, rather than being slow
  public record Complaint(@Nullable HostId source, boolean dead) {}

  /// What a host should have.
  ///
  /// @param version to be sent back as `seen`
  /// @param next how soon to sync again at the latest
  public record Orders(String version, List<Goal> goals, Duration next) {}

  /// What should run of one service.
  ///
  /// @param artifact its name in the build; the last part is the file's name on the host
  /// @param source from where to fetch it, or null to wait
  /// @param admitted whether it may switch now
  /// @param pinned digests that must stay on the host
  /// @param peerToken what peers must show to get its pieces
  public record Goal(
      String service,
      long generation,
      DeploymentId deployment,
      BuildId build,
      String artifact,
      Sha256 sha256,
      long size,
      Settings settings,
      @Nullable Source source,
      boolean admitted,
      List<Sha256> pinned,
      String peerToken) {}

  /// How to install, start and judge a program.
  ///
  /// @param start a command line for `sh`
  /// @param keep how many releases stay on the host
  public record Settings(
      boolean unpack, String start, @Nullable Health health, Map<String, String> env, int keep) {}

  /// A check over HTTP.
  ///
  /// @param http `:port/path` or a whole address; may hold `${NAME}`
  public record Health(String http, Duration holds, Duration within) {}

  /// From where to fetch: piece `i` is at `url/i`, for whoever shows the token.
  ///
  /// @param host the peer, or null for the region's store
  public record Source(String url, String token, @Nullable HostId host) {}
}
