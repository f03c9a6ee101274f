package io.devq.cli.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What happens after an attempt of a job failed, as options.
public final class RetryOptions {

  @Option(
      names = "--retry-delay",
      paramLabel = "TIME",
      split = ",",
      description = "The pauses between attempts, such as 10s,1m,10m; the last one repeats.")
  private List<String> delays = new ArrayList<>();

  @Option(
      names = "--retry-exit",
      paramLabel = "CODE=N",
      description = "Try again N times after this exit code, 0 for never; may be repeated.")
  private Map<Integer, Integer> exits = new LinkedHashMap<>();

  @Option(
      names = "--retry-timeouts",
      paramLabel = "N",
      description = "Try again N times after the time limit was met; it is final when not said.")
  private @Nullable Integer timeouts;

  @Option(
      names = "--retry-for",
      paramLabel = "TIME",
      description = "Do not try again later than this after it was first due.")
  private @Nullable String maxElapsed;

  @Option(
      names = "--on-lost",
      paramLabel = "retry|never",
      description = "Whether to begin it again when its worker dies; retry when not said.")
  private @Nullable String onLost;

  /// The retry policy, or null when nothing is said of it.
  ///
  /// @param maxAttempts how often it is tried in all, or null for the server's default
  Views.@Nullable Retry policy(@Nullable Integer maxAttempts) {
    if (maxAttempts == null
        && delays.isEmpty()
        && exits.isEmpty()
        && timeouts == null
        && maxElapsed == null
        && onLost == null) {
      return null;
    }
    if (onLost != null && !onLost.equals("retry") && !onLost.equals("never")) {
      throw Problem.invalid(
          "invalid_retry", "--on-lost is retry or never, not \"" + onLost + "\".");
    }
    List<Duration> pauses = delays.stream().map(Durations::parse).toList();
    return new Views.Retry(
        maxAttempts,
        null,
        null,
        null,
        null,
        onLost,
        null,
        pauses.isEmpty() ? null : pauses,
        exits.isEmpty() ? null : exits,
        timeouts,
        JobOptions.duration(maxElapsed));
  }
}
