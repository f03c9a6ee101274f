package io.devq.jobs;

import io.devq.base.JobId;
import org.jspecify.annotations.Nullable;

/// Which runs a list shows; a null field does not restrict.
public record RunFilter(
    @Nullable JobId job,
    @Nullable String owner,
    @Nullable String queue,
    @Nullable String type,
    @Nullable RunState state) {

  /// Every run.
  public static final RunFilter ALL = new RunFilter(null, null, null, null, null);

  /// The runs of one job.
  public static RunFilter of(JobId job) {
    return new RunFilter(job, null, null, null, null);
  }
}
