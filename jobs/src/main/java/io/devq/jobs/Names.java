package io.devq.jobs;

import io.devq.base.Problem;
import org.jspecify.annotations.Nullable;

/// What a name, queue, type, owner, label or key may look like: printable, no NUL, not empty,
/// bounded.
final class Names {

  private static final int MOST_ADDRESS_CHARS = 2_000;

  private Names() {}

  static void check(String pointer, String name) {
    if (name.isBlank() || name.length() > JobLimits.NAME_CHARS || hasControl(name)) {
      throw Problem.invalid(
          "invalid_name",
          "A name has 1 to " + JobLimits.NAME_CHARS + " printable characters.",
          pointer);
    }
  }

  // A plain loop: every job that is read passes here, and a stream costs ten times as much.
  private static boolean hasControl(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  static void checkAddress(String pointer, @Nullable String address) {
    if (address != null
        && (address.isBlank() || address.length() > MOST_ADDRESS_CHARS || hasControl(address))) {
      throw Problem.invalid(
          "invalid_address",
          "An address has 1 to " + MOST_ADDRESS_CHARS + " printable characters.",
          pointer);
    }
  }

  static void checkOptional(String pointer, @Nullable String name) {
    if (name != null) {
      check(pointer, name);
    }
  }
}
