package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who goes first among the waiting runs of one kind in one queue.
public final class Precedence {

  /// How much of a head start a priority band has over the next lower one. Ageing follows from it:
  /// work of the lowest band starts before work of the highest that became due three such lengths
  /// later.
  static final Duration HEAD_START = Duration.ofMinutes(1);

  private Precedence() {}

  /// What lanes are ordered by: the due time of their head, put back for lower bands.
  static Instant rank(LiveRun head) {
    return head.due().plus(HEAD_START.multipliedBy(9 - head.lane().priority()));
  }

  /// The lanes of its queue and kind whose runs go before a run, each with the due time until which
  /// they do.
  public static Map<Lane, Instant> ahead(LiveRun run) {
    Map<Lane, Instant> lanes = new LinkedHashMap<>();
    for (int priority = 0; priority <= Lane.HIGHEST; priority++) {
      lanes.put(
          run.lane().withPriority(priority),
          rank(run).minus(HEAD_START.multipliedBy(Lane.HIGHEST - priority)));
    }
    return lanes;
  }
}
