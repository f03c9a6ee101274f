package io.devq.jobs;

import io.devq.base.Problem;
import org.jspecify.annotations.Nullable;

/// What a name, queue, type, owner, label or key may look like: printable, no NUL, not empty,
/// bounded.
final class Names {

  private Names() {}

  static void check(String pointer, String name) {
    if (name.isBlank()
        || name.length() > JobLimits.NAME_CHARS
        || name.chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid(
          "invalid_name",
          "A name has 1 to " + JobLimits.NAME_CHARS + " printable characters.",
          pointer);
    }
  }

  static void checkOptional(String pointer, @Nullable String name) {
    if (name != null) {
      check(pointer, name);
    }
  }
}
