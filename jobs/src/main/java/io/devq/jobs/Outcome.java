package io.devq.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an attempt ended.
public sealed interface Outcome {

  /// In place of a result that [Workers#result] has stored before.
  String STORED_BEFORE = "blob:";

  /// The work is done.
  ///
  /// @param result a JSON text, [#STORED_BEFORE], or null
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

  /// It was ended by force.
  ///
  /// @param outcomeClass `TIMEOUT` when a time limit did it, `CANCELLED` when a policy did
  record Killed(String reason, OutcomeClass outcomeClass) implements Outcome {}

  /// The process that ran it stopped in an orderly way; does not count.
  record Interrupted() implements Outcome {}

  /// The work asks to be begun again later; does not count.
  ///
  /// @param pause until then
  record Snoozed(Duration pause, @Nullable String reason) implements Outcome {}
}
