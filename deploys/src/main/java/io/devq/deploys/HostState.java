package io.devq.deploys;

import java.util.Map;
import java.util.Set;

/// Where a host stands with one service, as it reports it itself; only UNREACHABLE is said by the
/// server of a host that is silent.
public enum HostState {
  /// Knows of nothing to do.
  IDLE,
  /// Fetches the artifact piece by piece. A crash leaves the pieces it has.
  DOWNLOADING,
  /// Has the whole artifact, checked and unpacked; waits to be admitted.
  VERIFIED,
  /// May switch.
  ADMITTED,
  /// Stops the old program, turns the `current` link and starts the new one.
  SWITCHING,
  /// The new program runs; its health has not held long enough yet.
  CHECKING,
  /// The program is healthy, and is watched on.
  HEALTHY,
  /// It went wrong at a stated stage.
  FAILED,
  /// Was not heard of for a while.
  UNREACHABLE;

  /// Which state may follow which for one generation; a new goal starts again anywhere up to
  /// VERIFIED, or HEALTHY when the host runs it already.
  public static final Transitions<HostState> LAW =
      new Transitions<>(
          "host",
          Map.of(
              IDLE, Set.of(DOWNLOADING, VERIFIED, HEALTHY, CHECKING, FAILED),
              DOWNLOADING, Set.of(VERIFIED, FAILED),
              VERIFIED, Set.of(ADMITTED, DOWNLOADING, FAILED),
              ADMITTED, Set.of(SWITCHING, FAILED),
              SWITCHING, Set.of(CHECKING, FAILED),
              CHECKING, Set.of(HEALTHY, FAILED),
              HEALTHY, Set.of(CHECKING, FAILED),
              FAILED, Set.of(CHECKING, DOWNLOADING)));

  /// Whether the whole artifact is on the host's disk.
  public boolean hasArtifact() {
    return switch (this) {
      case VERIFIED, ADMITTED, SWITCHING, CHECKING, HEALTHY -> true;
      case IDLE, DOWNLOADING, FAILED, UNREACHABLE -> false;
    };
  }
}
