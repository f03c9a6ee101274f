package io.devq.deploys;

import io.devq.base.BuildId;
import io.devq.base.Sha256;
import java.util.List;

/// A build whose artifacts are stored, and which may therefore be replicated and deployed.
///
/// @param repository the repository's name
/// @param commit the commit's full id
public record SucceededBuild(
    String project,
    BuildId id,
    String repository,
    long number,
    String commit,
    List<Artifact> artifacts) {

  /// Copies the list.
  public SucceededBuild {
    artifacts = List.copyOf(artifacts);
  }

  /// One stored artifact.
  ///
  /// @param name its path in the build
  public record Artifact(String name, Sha256 sha256, long size) {}
}
