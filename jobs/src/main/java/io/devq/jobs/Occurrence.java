package io.devq.jobs;

import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of the ledger: a nominal time, or a range of them, of a recurring job, and its one
/// fate.
///
/// @param count how many nominal times the range holds
/// @param reason why they did not run; null when the fate is RUN
/// @param note more about the reason in words, or null
/// @param run the run it became, when its fate is RUN
public record Occurrence(
    Instant from,
    Instant to,
    long count,
    Fate fate,
    @Nullable Reason reason,
    @Nullable String note,
    @Nullable RunId run) {

  /// What became of a nominal time.
  public enum Fate {
    /// It became a run.
    RUN,
    /// It was due and by policy did not run.
    SKIPPED,
    /// Its time passed while nothing could fire.
    MISSED
  }

  /// Why a nominal time did not become a run.
  public enum Reason {
    /// The run before was not over.
    OVERLAP(Fate.SKIPPED),
    /// The job was paused.
    PAUSED(Fate.SKIPPED),
    /// A calendar of the schedule rules the day out.
    CALENDAR(Fate.SKIPPED),
    /// As many firings waited as may.
    BUFFER_FULL(Fate.SKIPPED),
    /// The local time does not exist on that day, and the schedule says to leave it out.
    DST(Fate.SKIPPED),
    /// Nothing could fire at the time, and it is too long ago to be made up for.
    OUTSIDE_WINDOW(Fate.MISSED),
    /// Nothing could fire at the time, and newer ones are made up for instead.
    OVER_LIMIT(Fate.MISSED),
    /// Nothing could fire at the time, and the schedule has ended since.
    ENDED(Fate.MISSED);

    private final Fate fate;

    Reason(Fate fate) {
      this.fate = fate;
    }

    /// The fate this is a reason of.
    public Fate fate() {
      return fate;
    }
  }
}
