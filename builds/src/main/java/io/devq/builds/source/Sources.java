package io.devq.builds.source;

import io.devq.base.Problem;
import org.jspecify.annotations.Nullable;

/// Reads git repositories.
public interface Sources {

  /// What is known of a repository after looking at it.
  ///
  /// @param source its normal form
  /// @param branch the branch its HEAD names, or null
  record Found(String source, @Nullable String branch) {}

  /// A commit, and the pipeline file at it.
  ///
  /// @param title the first line of its message
  /// @param author who wrote it, `Name <address>`
  /// @param pipeline the bytes of the pipeline file, or null when it has none
  record Commit(String id, String title, String author, byte @Nullable [] pipeline) {}

  /// Looks whether there is a repository.
  ///
  /// @throws Problem `invalid_source`, `not_a_repository`, `source_unreachable`
  Found check(String source);

  /// Reads a commit.
  ///
  /// @param commit its full id, or null for the head of the branch or tag
  /// @throws Problem `unknown_commit`, `unknown_branch`, `pipeline_too_large` when trying again
  ///   cannot help; `not_a_repository`, `source_unreachable` when it can
  Commit read(
      String source, @Nullable String commit, @Nullable String branch, @Nullable String tag);
}
