package io.devq.jobs;

import io.devq.base.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job: what to do and when.
///
/// @param spec as submitted, with defaults filled in
/// @param version changes whenever what it says is changed; means nothing else
/// @param pause how it was paused, or null when it is not
/// @param nextRunAt when it is due next, or null
/// @param lastRun its newest run, or null when there was none
public record Job(
    JobId id,
    String project,
    JobSpec spec,
    State state,
    String version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Pause pause,
    @Nullable Instant nextRunAt,
    int runningCount,
    @Nullable Run lastRun) {

  /// How a job was paused.
  ///
  /// @param by who did it; `devq` when it paused itself after a failure
  public record Pause(Instant at, String by, @Nullable String note) {}

  /// Where a job is.
  public enum State {
    /// It has runs to come or under way.
    ACTIVE,
    /// It does not fire until resumed.
    PAUSED,
    /// Nothing more will come.
    DONE,
    /// Removed; its history stays.
    DELETED
  }

  /// Whether it has more than one run.
  public boolean recurring() {
    return spec.schedule() instanceof Schedule.Recurring;
  }
}
