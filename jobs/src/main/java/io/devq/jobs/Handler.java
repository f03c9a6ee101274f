package io.devq.jobs;

import org.jspecify.annotations.Nullable;

/// Runs attempts of one job type inside this process, on a virtual thread of its own. May be run
/// again for the same run after a crash, so it asks first what has been done already.
@FunctionalInterface
public interface Handler {

  /// Does the work.
  ///
  /// @return the result, a JSON text, or null
  /// @throws FatalFailure when trying again cannot help
  /// @throws RetryAfter when it may help after a while
  /// @throws Snooze when it is too early, which is no failure
  /// @throws InterruptedException when the attempt was cancelled, timed out or the process is
  ///   stopping
  /// @throws Exception any other failure, which the retry policy may try again
  @Nullable String run(Attempt attempt) throws Exception;
}
