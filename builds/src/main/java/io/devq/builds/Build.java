package io.devq.builds;

import io.devq.base.BuildId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A build: one commit on its way through the steps of its pipeline.
///
/// @param number counts from 1 in its repository
/// @param what which commit of what is built
/// @param reason a sentence on why it is where it is, or null
/// @param rerunOf the build this one repeats, or null
public record Build(
    BuildId id,
    String project,
    long number,
    What what,
    Trigger trigger,
    BuildState state,
    @Nullable String reason,
    @Nullable BuildId rerunOf,
    Times times,
    List<Step> steps,
    List<Artifact> artifacts) {

  /// Copies the lists.
  public Build {
    steps = List.copyOf(steps);
    artifacts = List.copyOf(artifacts);
  }

  /// Which commit of what is built.
  ///
  /// @param source where the repository is, as it was when the build was asked for
  /// @param commit its full id, or null until the branch has been looked up
  /// @param title the first line of the commit's message, or null until it has been read
  /// @param author who wrote the commit, or null until it has been read
  public record What(
      String repository,
      String source,
      @Nullable String branch,
      @Nullable String tag,
      @Nullable String commit,
      @Nullable String title,
      @Nullable String author) {}

  /// When things happened to it; all by the database's clock.
  ///
  /// @param lastHeartbeatAt when its job last said that it lives, or null
  public record Times(
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant lastHeartbeatAt) {}

  /// A step of it.
  ///
  /// @param run its run, or null while there is none
  /// @param runState where its run is, or null while it has none
  public record Step(
      String name,
      List<String> needs,
      StepState state,
      @Nullable RunId run,
      @Nullable RunState runState,
      @Nullable String reason,
      @Nullable WorkerId worker,
      @Nullable Integer exitCode) {}
}
