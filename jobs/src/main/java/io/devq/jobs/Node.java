package io.devq.jobs;

import io.devq.base.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A node: one life of one server process, or of one application that embeds the engine.
///
/// @param address where other nodes reach it, or null
/// @param shards how many shards it owns
/// @param lastSeenAt when it last proved that it lives
public record Node(
    NodeId id,
    String name,
    @Nullable String address,
    int shards,
    Instant startedAt,
    Instant lastSeenAt) {}
