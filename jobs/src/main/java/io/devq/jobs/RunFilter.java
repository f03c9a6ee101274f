package io.devq.jobs;

import io.devq.base.JobId;
import org.jspecify.annotations.Nullable;

/// Which runs a list shows; a null field does not restrict.
///
/// @param outcomeClass whose doing their end was; only runs that are over have one
public record RunFilter(
    @Nullable JobId job,
    @Nullable String owner,
    @Nullable String queue,
    @Nullable String type,
    @Nullable RunState state,
    @Nullable OutcomeClass outcomeClass) {

  /// A filter that does not ask whose doing the end was.
  public RunFilter(
      @Nullable JobId job,
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable RunState state) {
    this(job, owner, queue, type, state, null);
  }

  /// Every run.
  public static final RunFilter ALL = new RunFilter(null, null, null, null, null);

  /// The runs of one job.
  public static RunFilter of(JobId job) {
    return new RunFilter(job, null, null, null, null);
  }
}
