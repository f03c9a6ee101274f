package io.devq.builds;

import io.devq.base.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A build as somebody asks for it.
///
/// @param commit the full id of a commit, or null for the head of the branch
/// @param branch a branch, or null
/// @param tag a tag whose commit is built, or null
/// @param delivery names this very request, so that repeating it makes no second build; null when
///   every request is one of its own
public record BuildRequest(
    String repository,
    @Nullable String commit,
    @Nullable String branch,
    @Nullable String tag,
    Trigger trigger,
    @Nullable String delivery) {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int LONGEST_REF = 250;

  /// Checks what can be checked without the repository.
  ///
  /// @throws Problem `invalid_commit`, `invalid_branch`
  public BuildRequest {
    if (commit != null && !COMMIT.matcher(commit).matches()) {
      throw Problem.invalid(
          "invalid_commit", "A commit is named by its full id, 40 hexadecimal digits.", "/commit");
    }
    checkRef("/branch", branch);
    checkRef("/tag", tag);
  }

  /// Checks the name of a branch or tag, or null.
  ///
  /// @throws Problem `invalid_branch`
  public static void checkRef(String pointer, @Nullable String ref) {
    if (ref != null
        && (ref.isBlank()
            || ref.length() > LONGEST_REF
            || ref.startsWith("-")
            || ref.chars().anyMatch(c -> c <= ' ' || c == 0x7F))) {
      throw Problem.invalid(
          "invalid_branch",
          "The name of a branch or tag has 1 to "
              + LONGEST_REF
              + " characters without blanks and begins with no dash.",
          pointer);
    }
  }

  /// A person or program asks for a branch (null for the default one) or a commit.
  public static BuildRequest manual(
      String repository,
      @Nullable String commit,
      @Nullable String branch,
      @Nullable String delivery) {
    return new BuildRequest(repository, commit, branch, null, Trigger.MANUAL, delivery);
  }
}
