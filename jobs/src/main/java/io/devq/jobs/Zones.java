package io.devq.jobs;

import io.devq.base.Problem;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;

/// Time zones by their IANA names.
public final class Zones {

  private Zones() {}

  /// The zone of that name.
  ///
  /// @throws Problem `unknown_zone`, naming the nearest one there is
  public static ZoneId parse(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Problem.invalid(
          "unknown_zone",
          "There is no time zone \"" + name + "\"; the nearest name is " + nearest(name) + ".",
          "/schedule/zone");
    }
  }

  private static String nearest(String name) {
    String wanted = name.length() > 60 ? name.substring(0, 60) : name;
    return ZoneId.getAvailableZoneIds().stream()
        .sorted()
        .min((a, b) -> Integer.compare(distance(wanted, a), distance(wanted, b)))
        .orElse("UTC");
  }

  /// Levenshtein distance without regard to case.
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
