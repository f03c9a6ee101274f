package io.devq.deploys;

import io.devq.base.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The copy of an artifact in a region.
///
/// @param size of the artifact, in bytes
/// @param bytes how many of them the region has
/// @param attempts how often copying began
/// @param reason why it failed, or null
public record Replica(
    String project,
    Sha256 sha256,
    String region,
    long size,
    ReplicaState state,
    long bytes,
    int attempts,
    @Nullable String reason,
    Instant updatedAt) {}
