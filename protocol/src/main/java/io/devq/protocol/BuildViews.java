package io.devq.protocol;

import io.devq.base.BuildId;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.base.WorkerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Repositories, builds and artifacts as the API shows and takes them.
public final class BuildViews {

  private BuildViews() {}

  /// A repository to be registered.
  ///
  /// @param source the absolute path of a repository on the server's machine, or a URL
  /// @param branch the default branch, or null for the one the repository itself names
  /// @param hookSecret 16 to 200 printable ASCII characters, or null to have one drawn
  public record NewRepository(
      String name, String source, @Nullable String branch, @Nullable String hookSecret) {}

  /// A repository.
  ///
  /// @param hookSecret signs what hooks say; shown only in the answer to the registration
  public record Repository(
      String name, String source, String branch, Instant createdAt, @Nullable String hookSecret) {}

  /// A build that is asked for.
  ///
  /// @param commit the full id of a commit, or null for the head of the branch
  /// @param branch a branch, or null for the default one
  public record NewBuild(String repository, @Nullable String commit, @Nullable String branch) {}

  /// A build.
  ///
  /// @param number counts from 1 in its repository
  /// @param commit null until the branch has been looked up
  /// @param trigger `push`, `manual` or `rerun`
  /// @param state `QUEUED`, `RUNNING`, `FAILING`, `SUCCEEDED`, `FAILED`, `CANCELLED` or `SKIPPED`
  /// @param deployable left out where it is not known
  public record Build(
      BuildId id,
      long number,
      String repository,
      @Nullable String branch,
      @Nullable String tag,
      @Nullable String commit,
      @Nullable String title,
      @Nullable String author,
      String trigger,
      String state,
      @Nullable String reason,
      @Nullable BuildId rerunOf,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant lastHeartbeatAt,
      List<Step> steps,
      List<Artifact> artifacts,
      @Nullable Deployable deployable) {}

  /// A step of a build.
  ///
  /// @param state that of its run; `BLOCKED` before there is one, `SKIPPED` when there never will
  ///   be
  /// @param runId its run, whose log is the step's; left out while there is none
  public record Step(
      String name,
      String state,
      List<String> needs,
      @Nullable RunId runId,
      @Nullable WorkerId workerId,
      @Nullable Integer exitCode,
      @Nullable String reason) {}

  /// A file that a step made and DevQ keeps.
  public record Artifact(String name, Sha256 sha256, long size, String step, Instant storedAt) {}

  /// Whether a build can be deployed everywhere.
  ///
  /// @param missing regions in which a copy is missing
  public record Deployable(boolean yes, List<String> missing) {}

  /// What a hook says: `ref` went from one commit to another. An all-zero id means that there was,
  /// or is, none.
  public record Push(String ref, String before, String after) {}

  /// What came of a hook's word.
  ///
  /// @param build the build it made, or made before; null when there is nothing to build
  /// @param reason why there is nothing to build, or null
  public record Hooked(
      @Nullable BuildId build,
      @Nullable Long number,
      @Nullable String state,
      @Nullable String reason) {}
}
