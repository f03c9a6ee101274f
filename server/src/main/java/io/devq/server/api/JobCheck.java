package io.devq.server.api;

import io.devq.jobs.JobSpec;

/// Looks at a job before it is accepted from outside, beyond what the engine itself checks.
@FunctionalInterface
public interface JobCheck {

  /// Lets a job pass.
  ///
  /// @throws io.devq.base.Problem when it may not be submitted
  void check(JobSpec spec);
}
