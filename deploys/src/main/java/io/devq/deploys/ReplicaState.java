package io.devq.deploys;

import java.util.Map;
import java.util.Set;

/// Where the copy of an artifact in a region stands.
public enum ReplicaState {
  /// To be made. Its replication job moves it on.
  PENDING,
  /// Bytes travel to the region. A crash leaves it here; the job goes on at the byte where it broke
  /// off.
  COPYING,
  /// All bytes are there; the region reads them again and hashes them.
  VERIFYING,
  /// The region has read them again and found them right.
  PRESENT,
  /// It went wrong, for a stated reason; the job tries again.
  FAILED;

  /// Which state may follow which.
  public static final Transitions<ReplicaState> LAW =
      new Transitions<>(
          "replica",
          Map.of(
              PENDING, Set.of(COPYING, FAILED),
              COPYING, Set.of(COPYING, VERIFYING, FAILED),
              VERIFYING, Set.of(COPYING, PRESENT, FAILED),
              FAILED, Set.of(COPYING, FAILED),
              PRESENT, Set.of(PENDING)));
}
