package io.devq.builds;

import io.devq.base.Problem;
import java.time.Instant;
import java.util.regex.Pattern;

/// A repository whose commits are built.
///
/// @param source the path of a repository on this machine, or a URL
/// @param branch the default branch
/// @param hookSecret signs what hooks say
public record Repository(
    String project,
    String name,
    String source,
    String branch,
    String hookSecret,
    Instant createdAt) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  /// Checks a name.
  ///
  /// @throws Problem `invalid_name`
  public static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.invalid(
          "invalid_name",
          "A repository's name has letters, digits, ., _ and -, begins with a letter or digit, and"
              + " is at most "
              + BuildLimits.NAME
              + " characters long.",
          "/name");
    }
    return name;
  }
}
