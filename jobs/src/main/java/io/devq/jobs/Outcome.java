package io.devq.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an attempt ended.
public sealed interface Outcome {

  /// The work is done.
  ///
  /// @param result a JSON text, or null
  record Succeeded(@Nullable String result, @Nullable Integer exitCode) implements Outcome {}

  /// The work failed.
  ///
  /// @param retriable whether the retry policy may try again
  /// @param retryAfter at least this long from now, or null for the policy's delay
  record Failed(
      String reason,
      OutcomeClass outcomeClass,
      boolean retriable,
      @Nullable Integer exitCode,
      @Nullable Duration retryAfter)
      implements Outcome {}

  /// It was ended because somebody asked.
  record Cancelled(String reason) implements Outcome {}

  /// It was ended by a limit or a policy.
  record Killed(String reason) implements Outcome {}

  /// The process that ran it stopped in an orderly way; does not count.
  record Interrupted() implements Outcome {}
}
