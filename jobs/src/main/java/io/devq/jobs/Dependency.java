package io.devq.jobs;

import io.devq.base.JobId;

/// A job that another one waits for.
///
/// @param job a one-time job of the same project
/// @param when which end of it lets the dependant go on; after any other end the dependant is
///   cancelled, and the reason names the job
public record Dependency(JobId job, When when) {

  /// The ends one can wait for.
  public enum When {
    /// It succeeded.
    SUCCESS,
    /// It ended in any other way than success.
    FAILURE,
    /// It ended.
    ANY
  }
}
