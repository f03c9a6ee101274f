package io.devq.base;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people write them: ISO 8601 (`PT5M`, `P1D`) or short (`300ms`, `5s`, `5m`,
/// `2h`, `1d`, `1h30m`).
public final class Durations {

  /// No setting is longer than this.
  public static final Duration LONGEST = Duration.ofDays(3660);

  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private Durations() {}

  /// Reads a length of time.
  ///
  /// @throws Problem `invalid_duration` when it is not one, is negative, or is longer than
  ///   [#LONGEST]
  public static Duration parse(String text) {
    Duration duration = read(text.strip());
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw Problem.invalid(
          "invalid_duration", "\"" + text + "\" is outside 0 to " + LONGEST.toDays() + " days.");
    }
    return duration;
  }

  private static Duration read(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      if (lower.startsWith("p")) {
        return Duration.parse(text);
      }
      Matcher parts = SHORT.matcher(lower);
      if (!lower.isEmpty() && parts.matches()) {
        return Duration.ofDays(part(parts, 1))
            .plusHours(part(parts, 2))
            .plusMinutes(part(parts, 3))
            .plusSeconds(part(parts, 4))
            .plusMillis(part(parts, 5));
      }
    } catch (DateTimeParseException | ArithmeticException _) {
      // told below, in the user's terms
    }
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    throw Problem.invalid(
        "invalid_duration",
        "\"" + shown + "\" is not a length of time; write 30s, 5m, 1h30m, 2d or PT5M.");
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
