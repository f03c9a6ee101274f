package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run: one time a job was, or is, due.
///
/// @param lane the kind of queue it stands in: `one-time`, `recurring`, `retried` or `build`
/// @param reason a sentence on why it is where it is, or null
/// @param outcomeClass whose doing the last outcome was, or null before there is one
/// @param attempt the number of the attempt under way, or of the last one; 0 before the first
public record Run(
    RunId id,
    JobId jobId,
    String project,
    @Nullable String owner,
    String type,
    String queue,
    String lane,
    RunState state,
    @Nullable String reason,
    @Nullable OutcomeClass outcomeClass,
    int priority,
    int attempt,
    int maxAttempts,
    @Nullable RunId rerunOf,
    Times times,
    Work work) {

  /// When things happened to a run; all by the database's clock.
  public record Times(
      @Nullable Instant nominalAt,
      Instant dueAt,
      Instant createdAt,
      @Nullable Instant claimedAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant lastHeartbeatAt) {}

  /// Who works or worked on a run, and what came of it.
  ///
  /// @param progress 0 to 100, or null
  /// @param note what it is doing, or null
  /// @param result what the work returned, a JSON text, or null; also null when it is large, see
  ///   [Contents#result]
  /// @param resultLocation where results are to be, and where a large one is
  /// @param logBytes length of the last attempt's log
  /// @param logComplete whether that log is all there
  public record Work(
      @Nullable WorkerId worker,
      @Nullable Integer progress,
      @Nullable String note,
      @Nullable Integer exitCode,
      @Nullable String result,
      @Nullable String resultLocation,
      long logBytes,
      boolean logComplete) {}
}
