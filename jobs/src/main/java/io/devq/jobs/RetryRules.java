package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rarer rules of a [RetryPolicy].
///
/// @param delays the delays of [RetryPolicy.Backoff#LIST], one for each retry, the last one for all
///   that follow; empty otherwise
/// @param byExitCode how often a run is tried again after attempts that ended with this exit code;
///   0 means never. They do not count against [RetryPolicy#maxAttempts]
/// @param timeouts how often a run is tried again after attempts that met their time limit; they do
///   not count against [RetryPolicy#maxAttempts] either
/// @param maxElapsed how long after it was first due a run is tried again, or null for ever; an
///   attempt that would begin later is not given
public record RetryRules(
    List<Duration> delays,
    Map<Integer, Integer> byExitCode,
    int timeouts,
    @Nullable Duration maxElapsed) {

  /// No further rules: a time-out is final.
  public static final RetryRules NONE = new RetryRules(List.of(), Map.of(), 0, null);

  private static final int MOST_DELAYS = 100;
  private static final int MOST_CODES = 256;
  private static final int MOST_TRIES = 1000;

  /// Checks the bounds.
  ///
  /// @throws Problem `invalid_retry`
  public RetryRules {
    delays = List.copyOf(delays);
    byExitCode = Map.copyOf(byExitCode);
    if (delays.size() > MOST_DELAYS || delays.stream().anyMatch(RetryRules::isOutOfBounds)) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.delays has at most " + MOST_DELAYS + " lengths of time up to ten years.",
          "/retry/delays");
    }
    if (byExitCode.size() > MOST_CODES
        || byExitCode.entrySet().stream()
            .anyMatch(rule ->
                rule.getKey() < 0
                    || rule.getKey() > 255
                    || rule.getValue() < 0
                    || rule.getValue() > MOST_TRIES)) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.exit maps exit codes, 0 to 255, to how often they are tried again, 0 to 1000.",
          "/retry/exit");
    }
    if (timeouts < 0 || timeouts > MOST_TRIES) {
      throw Problem.invalid("invalid_retry", "retry.timeout is 0 to 1000.", "/retry/timeout");
    }
    if (maxElapsed != null && (isOutOfBounds(maxElapsed) || maxElapsed.isZero())) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.maxElapsed is positive and at most ten years.",
          "/retry/maxElapsed");
    }
  }

  private static boolean isOutOfBounds(Duration length) {
    return length.isNegative() || length.compareTo(Durations.LONGEST) > 0;
  }
}
