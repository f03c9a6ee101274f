package io.devq.jobs;

import io.devq.base.Problem;
import org.jspecify.annotations.Nullable;

/// What a name, queue, type, owner, label or key may look like: printable, no NUL, not empty,
/// bounded.
final class Names {

  private static final int MOST_ADDRESS_CHARS = 2_000;

  private Names() {}

  /// The beginning of a text, at most so many characters of it.
  static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

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

  /// A text may say anything that is a text: no NUL, and no half of a character.
  static void checkText(String pointer, @Nullable String text) {
    if (text == null) {
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean whole =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !whole)) {
        throw Problem.invalid(
            "invalid_text",
            "At character " + (i + 1) + " stands a NUL or half a character, which is no text.",
            pointer);
      }
      i += whole ? 1 : 0;
    }
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
