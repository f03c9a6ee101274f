package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A key of which there is one job in a project, for as long as its scope says.
///
/// @param period how long the key is held after it was taken; only with [Scope#PERIOD]
public record UniqueKey(String key, Scope scope, @Nullable Duration period, OnConflict onConflict) {

  /// For how long a job holds its key.
  public enum Scope {
    /// While the job lives.
    ACTIVE,
    /// For a time after it was submitted, whether it lives or not.
    PERIOD,
    /// For as long as its history is kept.
    FOREVER
  }

  /// What becomes of a submit whose key is held.
  public enum OnConflict {
    /// It is answered with the job that holds the key.
    EXISTING,
    /// It is refused.
    REJECT,
    /// The waiting job takes over what the new one says, all but its id, its name and what it waits
    /// for. It keeps its place in the line, unless the new one names a time of its own. One that
    /// has begun, or is over and holds the key still, is left alone and the submit answered with
    /// it.
    REPLACE,
    /// As replace, and the waiting job is due when the new one would be: the time starts over.
    DEBOUNCE,
    /// As replace, but the job is due when it was, however often it is submitted.
    THROTTLE;

    /// Whether a job that waits takes over what is submitted.
    public boolean changes() {
      return switch (this) {
        case EXISTING, REJECT -> false;
        case REPLACE, DEBOUNCE, THROTTLE -> true;
      };
    }

    /// Whether a job that takes over another one stays due when it was.
    ///
    /// @param now whether the other one names no time
    public boolean keepsDue(boolean now) {
      return switch (this) {
        case EXISTING, REJECT, THROTTLE -> true;
        case REPLACE -> now;
        case DEBOUNCE -> false;
      };
    }
  }

  /// Checks name and bounds.
  ///
  /// @throws Problem `invalid_name`, `invalid_unique`
  public UniqueKey {
    Names.check("/unique/key", key);
    if ((scope == Scope.PERIOD) != (period != null)) {
      throw Problem.invalid(
          "invalid_unique",
          "unique.period belongs to the scope period, which needs one.",
          "/unique/period");
    }
    if (period != null
        && (period.isNegative() || period.isZero() || period.compareTo(Durations.LONGEST) > 0)) {
      throw Problem.invalid(
          "invalid_unique", "unique.period is positive and at most ten years.", "/unique/period");
    }
  }

  /// A key that is held while the job lives; submitting again answers with the job that is there.
  public static UniqueKey of(String key) {
    return new UniqueKey(key, Scope.ACTIVE, null, OnConflict.EXISTING);
  }
}
