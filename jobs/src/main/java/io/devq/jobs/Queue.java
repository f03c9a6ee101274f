package io.devq.jobs;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A queue: what the operator says about it, and what it has.
///
/// @param paused whether its runs do not start
/// @param draining whether it takes no new work
/// @param weight how large its part of the slots is beside other queues that wait
/// @param maxRunning how many of its runs may be under way, or null
/// @param fairWeights how large the shares of fair keys are, where not 1
/// @param changed who changed it last, or null when nobody did
/// @param waiting due runs that this node holds in memory
/// @param running attempts under way on this node
public record Queue(
    String name,
    boolean paused,
    boolean draining,
    int weight,
    @Nullable Integer maxRunning,
    Map<String, Integer> fairWeights,
    @Nullable Changed changed,
    long waiting,
    long running) {

  /// Who changed a queue, when and why.
  public record Changed(String by, Instant at, @Nullable String note) {}
}
