package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long things may take.
///
/// @param run how long an attempt may run; then it is ended by force
/// @param waiting how long a run may wait after it is due; then it has expired; null for ever
/// @param progress how long an attempt may run without reporting progress; null for ever
/// @param finishWithin how long after it is due a run should have ended; one that has not is late,
///   which is told and changes nothing; null for no such wish
/// @param mustSucceedWithin how long a recurring job may go without a success before that is told;
///   null for no such wish
public record TimeLimits(
    Duration run,
    @Nullable Duration waiting,
    @Nullable Duration progress,
    @Nullable Duration finishWithin,
    @Nullable Duration mustSucceedWithin) {

  /// Five minutes to run, no other limit.
  public static final TimeLimits DEFAULT =
      new TimeLimits(JobLimits.TIMEOUT, null, null, null, null);

  /// Checks the bounds.
  ///
  /// @throws Problem `invalid_timeout`
  public TimeLimits {
    check("/timeout", run);
    check("/queueTimeout", waiting);
    check("/progressTimeout", progress);
    check("/finishWithin", finishWithin);
    check("/mustSucceedWithin", mustSucceedWithin);
  }

  private static void check(String pointer, @Nullable Duration limit) {
    if (limit != null
        && (limit.isNegative() || limit.isZero() || limit.compareTo(Durations.LONGEST) > 0)) {
      throw Problem.invalid(
          "invalid_timeout", "A time limit is positive and at most ten years.", pointer);
    }
  }

  /// The same with another limit for an attempt.
  public TimeLimits withRun(Duration limit) {
    return new TimeLimits(limit, waiting, progress, finishWithin, mustSucceedWithin);
  }

  /// The same with another limit for waiting.
  public TimeLimits withWaiting(@Nullable Duration limit) {
    return new TimeLimits(run, limit, progress, finishWithin, mustSucceedWithin);
  }
}
