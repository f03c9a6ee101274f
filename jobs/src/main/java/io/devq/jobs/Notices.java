package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells whoever wants to hear of it that something should have happened by now, or has happened
/// again. The engine tells its events in any case.
@FunctionalInterface
public interface Notices {

  /// Nobody wants to hear of it.
  Notices NONE = _ -> {};

  /// What is told.
  ///
  /// @param what LATE, MISSED or RECOVERED
  /// @param run the run that is late, or that succeeded again; null when none ran
  /// @param about the moment it is about: when the run was due; since when there was no success;
  ///   when it succeeded again. With `what` and the job it is the same when the same is told again.
  record Notice(
      String project,
      Notify.On what,
      JobSpec spec,
      JobId job,
      @Nullable RunId run,
      Instant about,
      String reason) {}

  /// Tells it. May be called again with the same after a crash; when it throws, it is called again
  /// within seconds.
  void tell(Notice notice);
}
