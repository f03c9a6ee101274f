package io.devq.jobs;

import io.devq.base.Problem;

/// The door for changes of many runs at once. Each is told to the owners of all shards and applied
/// by them in small parts, beside their other work; runs that are created after it was asked for
/// are not touched. Repeating a change does no harm.
public interface ManyRuns {

  /// What became of a change.
  ///
  /// @param matched runs that the filter meets
  /// @param done those that were changed: none when it was only asked how many there are; a run
  ///   that meets the filter may have ended or begun meanwhile
  /// @param pending shards whose owners have not finished within a minute; they go on
  record Tally(long matched, long done, int pending) {}

  /// Asks for live runs to end, as [Jobs#cancel].
  ///
  /// @param by who asks, for the reason
  /// @param dryRun whether they are only counted
  /// @throws Problem `invalid_state` when the filter asks for runs that are over
  Tally cancel(String project, RunFilter filter, String by, boolean dryRun);

  /// Gives waiting runs another priority.
  ///
  /// @param priority 0 to 9, 9 first
  /// @throws Problem `invalid_state`, `invalid_priority`
  Tally reprioritise(String project, RunFilter filter, int priority, boolean dryRun);

  /// Submits the jobs of runs that are over again, linked to them: the FAILED ones unless the
  /// filter names another state. A run is repeated by this only once, however often it is asked
  /// for; up to [JobLimits#RERUNS] are.
  ///
  /// @throws Problem `invalid_state` when the filter asks for runs that live
  Tally rerun(String project, RunFilter filter, boolean dryRun);
}
