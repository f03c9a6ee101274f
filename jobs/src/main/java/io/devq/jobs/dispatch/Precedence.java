package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who goes first among the waiting runs of one kind in one queue: the higher priority, and with
/// the same one, whoever was due first. What the turns of those that have aged change is left out.
public final class Precedence {

  private Precedence() {}

  /// The lanes of its queue and kind whose runs go before a run, each with the due time until which
  /// they do.
  ///
  /// @param now until when runs of a higher priority are counted
  public static Map<Lane, Instant> ahead(LiveRun run, Instant now) {
    Map<Lane, Instant> lanes = new LinkedHashMap<>();
    for (int priority = run.lane().priority() + 1; priority <= Lane.HIGHEST; priority++) {
      lanes.put(run.lane().withPriority(priority), now);
    }
    lanes.put(run.lane(), run.due());
    return lanes;
  }
}
