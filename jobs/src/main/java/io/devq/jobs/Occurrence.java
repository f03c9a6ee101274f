package io.devq.jobs;

import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of the ledger: a nominal time, or a range of them, of a recurring job, and its one
/// fate.
///
/// @param count how many nominal times the range holds
/// @param run the run it became, when its fate is RUN
public record Occurrence(
    Instant from, Instant to, long count, Fate fate, @Nullable String reason, @Nullable RunId run) {

  /// What became of a nominal time.
  public enum Fate {
    /// It became a run.
    RUN,
    /// It was due and by policy did not run.
    SKIPPED,
    /// Its time passed while nothing could fire.
    MISSED
  }
}
