package io.devq.jobs;

import io.devq.base.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to change of a queue; null leaves a setting as it is.
///
/// @param paused whether its runs do not start; new ones are taken all the same
/// @param draining whether it takes no new work; what it has is done
/// @param weight how large its part of the slots is beside other queues that wait, 1 to 1,000
/// @param maxRunning how many of its runs may be under way; 0 for no limit
/// @param fairWeights how large the shares of fair keys are, 1 to 1,000; 1 for a key that is not
///   there
/// @param note why, for people; empty for none
public record QueueChange(
    @Nullable Boolean paused,
    @Nullable Boolean draining,
    @Nullable Integer weight,
    @Nullable Integer maxRunning,
    @Nullable Map<String, Integer> fairWeights,
    @Nullable String note) {

  private static final int HEAVIEST = 1_000;
  private static final int MOST_FAIR_WEIGHTS = 1_000;

  /// Checks the bounds.
  ///
  /// @throws Problem `invalid_queue`
  public QueueChange {
    if (weight != null && (weight < 1 || weight > HEAVIEST)) {
      throw invalid("The weight of a queue is 1 to " + HEAVIEST + ".", "/weight");
    }
    if (maxRunning != null && (maxRunning < 0 || maxRunning > Sharing.MOST)) {
      throw invalid("maxRunning is 1 to " + Sharing.MOST + ", or 0 for no limit.", "/maxRunning");
    }
    if (fairWeights != null) {
      fairWeights = Map.copyOf(fairWeights);
      fairWeights.keySet().forEach(key -> Names.check("/fairWeights", key));
      if (fairWeights.size() > MOST_FAIR_WEIGHTS
          || fairWeights.values().stream().anyMatch(w -> w < 1 || w > HEAVIEST)) {
        throw invalid(
            "fairWeights gives at most "
                + MOST_FAIR_WEIGHTS
                + " keys a weight of 1 to "
                + HEAVIEST
                + ".",
            "/fairWeights");
      }
    }
    if (note != null && !note.isBlank()) {
      Names.checkAddress("/note", note);
    }
  }

  private static Problem invalid(String message, String pointer) {
    return Problem.invalid("invalid_queue", message, pointer);
  }

  /// Checks the name of a queue.
  ///
  /// @throws Problem `invalid_name`
  public static void checkName(String queue) {
    Names.check("/queue", queue);
  }

  /// A change of nothing but whether it is paused.
  public static QueueChange paused(boolean paused) {
    return new QueueChange(paused, null, null, null, null, null);
  }
}
