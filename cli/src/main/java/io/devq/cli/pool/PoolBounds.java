package io.devq.cli.pool;

import io.devq.base.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many agents a pool may have.
///
/// @param min how many there are at least, beside the reserve
/// @param reserve how many stand ready beyond what is needed now
/// @param max how many there are at most
/// @param slots how many attempts each runs at once
public record PoolBounds(int min, int reserve, int max, int slots) {

  /// Agents of one pool.
  public static final int MOST = 1_000;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})\\.\\.(\\d{1,4})");

  /// Checks that they fit each other.
  ///
  /// @throws Problem `invalid_pool`
  public PoolBounds {
    if (min < 0 || reserve < 0 || slots < 1 || max < 1 || max > MOST || min + reserve > max) {
      throw Problem.invalid(
          "invalid_pool",
          "A pool has at least min and reserve together, at most max, and max is 1 to "
              + MOST
              + "; "
              + min
              + ".."
              + max
              + " with a reserve of "
              + reserve
              + " is not possible.");
    }
  }

  /// Reads `MIN..MAX`.
  ///
  /// @throws Problem `invalid_pool`
  public static PoolBounds parse(String range, int reserve, int slots) {
    Matcher parts = RANGE.matcher(range.strip());
    if (!parts.matches()) {
      throw Problem.invalid(
          "invalid_pool", "A pool is written MIN..MAX, such as 1..8; \"" + range + "\" is not.");
    }
    return new PoolBounds(
        Integer.parseInt(parts.group(1)), reserve, Integer.parseInt(parts.group(2)), slots);
  }

  /// How many agents there should be.
  ///
  /// @param wantedSlots how many slots the work needs
  /// @param busy how many agents have work
  public int wanted(long wantedSlots, int busy) {
    long needed = Math.max(busy, Math.ceilDiv(wantedSlots, slots));
    return Math.clamp(needed + reserve, min + reserve, max);
  }
}
