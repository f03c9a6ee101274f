package io.devq.jobs;

import java.util.List;

/// What is to be done when a run has ended. The jobs named here are submitted in the transaction
/// that writes the end: they exist exactly if the run ended so, whatever dies in between.
@FunctionalInterface
public interface FollowUps {

  /// Nothing ever follows.
  FollowUps NONE = _ -> List.of();

  /// How many jobs may follow one run.
  int MOST = 100;

  /// The one-time jobs to submit when this run has ended. Called for every run that ends, possibly
  /// again when writing failed, so it is quick and changes nothing. When it throws, the end is
  /// written later, after asking again.
  List<JobSpec> after(EndedRun run);
}
