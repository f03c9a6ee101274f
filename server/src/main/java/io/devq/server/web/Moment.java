package io.devq.server.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A time, told as people say it, with the exact one on hover. The page's script goes on counting
/// and puts the reader's own zone beside UTC.
///
/// @param now when the page is made
public record Moment(Instant at, Instant now) {

  /// For machines.
  public String exact() {
    return at.toString();
  }

  /// For the tooltip, until the script adds the reader's zone.
  public String absolute() {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
  }

  /// Such as `5 min ago` or `in 2 h`.
  public String relative() {
    Duration distance = Duration.between(at, now);
    Duration size = distance.abs();
    if (size.toSeconds() < 5) {
      return "now";
    }
    return distance.isNegative() ? "in " + length(size) : length(size) + " ago";
  }

  /// A length of time as people say it, such as `3 min 20 s`.
  public static String length(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 1) {
      return length.toMillis() + " ms";
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    } else if (seconds < 3600) {
      return seconds / 60 + " min";
    } else if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long large, String unit, long small, String smaller) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
  }
}
