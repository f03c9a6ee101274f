package io.devq.jobs.dispatch;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the operator says about a queue.
///
/// @param open whether its runs may start
/// @param weight how large its part of the slots is beside other queues that wait
/// @param maxRunning how many of its runs may be under way, or null without a limit
/// @param fairWeights how large the shares of fair keys are; 1 for a key that is not there
public record QueueRules(
    boolean open, int weight, @Nullable Integer maxRunning, Map<String, Integer> fairWeights) {

  /// A queue about which nothing has been said.
  public static final QueueRules DEFAULT = new QueueRules(true, 1, null, Map.of());
}
