package io.devq.jobs.store;

import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The ended attempts of a run, as far as its retry rules ask about them.
///
/// @param elapsed since the run was due for the first time
/// @param timeouts how many met their time limit
/// @param byExitCode how many ended with an exit code, those with none left out
public record Tries(Duration elapsed, int timeouts, Map<Integer, Integer> byExitCode) {

  /// Nothing has been tried, or no rule asks.
  public static final Tries NONE = new Tries(Duration.ZERO, 0, Map.of());

  /// Copies the counts.
  public Tries {
    byExitCode = Map.copyOf(byExitCode);
  }

  /// How many of them have a rule of their own, so that they do not count against
  /// [io.devq.jobs.RetryPolicy#maxAttempts].
  public int countedApart(RetryRules rules) {
    return timeouts
        + byExitCode.entrySet().stream()
            .filter(ended -> rules.byExitCode().containsKey(ended.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum();
  }

  /// The same with further attempts that ended so.
  Tries with(OutcomeClass outcomeClass, int exitCode, int count) {
    if (outcomeClass == OutcomeClass.TIMEOUT) {
      return new Tries(elapsed, timeouts + count, byExitCode);
    }
    if (exitCode < 0) {
      return this;
    }
    Map<Integer, Integer> counts = new HashMap<>(byExitCode);
    counts.merge(exitCode, count, Integer::sum);
    return new Tries(elapsed, timeouts, counts);
  }
}
