package io.devq.deploys.rollout;

import io.devq.base.Problem;
import io.devq.deploys.SucceededBuild.Artifact;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Collectors;

/// Finds the one artifact of a build that a service means.
final class ArtifactChoice {

  private ArtifactChoice() {}

  /// The artifact whose path, or last name, matches the glob.
  ///
  /// @throws Problem `artifact_not_found`, `artifact_ambiguous`
  static Artifact choose(String glob, List<Artifact> artifacts) {
    PathMatcher matcher = matcher(glob);
    List<Artifact> matching =
        artifacts.stream().filter(artifact -> matches(matcher, artifact.name())).toList();
    if (matching.isEmpty()) {
      throw Problem.conflict(
          "artifact_not_found",
          "No artifact of the build matches \"" + glob + "\"; it has: " + names(artifacts) + ".");
    }
    if (matching.size() > 1) {
      throw Problem.conflict(
          "artifact_ambiguous",
          "Several artifacts match \"" + glob + "\": " + names(matching) + "; name one.");
    }
    return matching.getFirst();
  }

  private static PathMatcher matcher(String glob) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (IllegalArgumentException broken) {
      throw Problem.invalid(
          "invalid_glob", "\"" + glob + "\" is not a pattern: " + broken.getMessage());
    }
  }

  private static boolean matches(PathMatcher matcher, String name) {
    Path path = Path.of(name);
    Path last = path.getFileName();
    return matcher.matches(path) || (last != null && matcher.matches(last));
  }

  private static String names(List<Artifact> artifacts) {
    return artifacts.stream().map(Artifact::name).collect(Collectors.joining(", "));
  }
}
