package io.devq.builds;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.blobs.Blob;
import java.time.Instant;
import java.util.List;

/// A file that a step made and DevQ keeps.
///
/// @param name its path in the working copy, with slashes
/// @param run the run that stored it
/// @param attempt the attempt of that run
public record Artifact(
    String name, String step, RunId run, int attempt, Blob blob, Instant storedAt) {

  /// Checks a name: a relative path without empty, `.` or `..` parts, backslashes or control
  /// characters.
  ///
  /// @throws Problem `invalid_artifact_name`
  public static String checkName(String name) {
    List<String> parts = List.of(name.split("/", -1));
    boolean odd =
        parts.stream().anyMatch(part -> part.isBlank() || part.equals(".") || part.equals(".."));
    if (odd
        || name.length() > BuildLimits.ARTIFACT_NAME
        || name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
      throw Problem.invalid(
          "invalid_artifact_name",
          "An artifact is named by its relative path, such as target/app.jar: at most "
              + BuildLimits.ARTIFACT_NAME
              + " characters, slashes between parts, no part empty, . or .. .");
    }
    return name;
  }
}
