package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What happens after an attempt failed.
///
/// @param maxAttempts how many attempts that count, 1 to 1,000; lost ones, and those that
///   [RetryRules] has a rule for, are counted apart
/// @param backoff how the delay grows
/// @param initial the first delay
/// @param max the longest delay
/// @param jitter 0 to 1: the delay is drawn from `delay × (1 ± jitter)`
/// @param lostAttempts how many lost attempts are made up for, 0 to [JobLimits#MOST_LOST_ATTEMPTS];
///   one more ends the run
/// @param rules the rarer rules
public record RetryPolicy(
    int maxAttempts,
    Backoff backoff,
    Duration initial,
    Duration max,
    double jitter,
    int lostAttempts,
    RetryRules rules) {

  /// How delays grow.
  public enum Backoff {
    /// Always the initial delay.
    FIXED,
    /// Doubling.
    EXPONENTIAL,
    /// As listed in [RetryRules#delays].
    LIST
  }

  /// Three attempts, exponential from one second to ten minutes.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          3,
          Backoff.EXPONENTIAL,
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          0.2,
          JobLimits.LOST_ATTEMPTS);

  /// One attempt; a lost worker is still made up for.
  public static final RetryPolicy ONCE =
      new RetryPolicy(
          1,
          Backoff.FIXED,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          0,
          JobLimits.LOST_ATTEMPTS);

  /// Checks the bounds.
  ///
  /// @throws Problem `invalid_retry`
  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > 1000) {
      throw Problem.invalid(
          "invalid_retry", "retry.maxAttempts is 1 to 1000.", "/retry/maxAttempts");
    }
    if (lostAttempts < 0 || lostAttempts > JobLimits.MOST_LOST_ATTEMPTS) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.lostAttempts is 0 to " + JobLimits.MOST_LOST_ATTEMPTS + ".",
          "/retry/lostAttempts");
    }
    if (!(jitter >= 0 && jitter <= 1)) { // NaN too
      throw Problem.invalid("invalid_retry", "retry.jitter is 0 to 1.", "/retry/jitter");
    }
    if ((backoff == Backoff.LIST) == rules.delays().isEmpty()) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.delays belongs to the backoff list, which needs it.",
          "/retry/delays");
    }
    if (initial.isNegative()
        || max.compareTo(initial) < 0
        || max.compareTo(Durations.LONGEST) > 0) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.max is at least retry.initial and at most ten years, and neither is negative.",
          "/retry/max");
    }
  }

  /// A policy without rarer rules.
  public RetryPolicy(
      int maxAttempts,
      Backoff backoff,
      Duration initial,
      Duration max,
      double jitter,
      int lostAttempts) {
    this(maxAttempts, backoff, initial, max, jitter, lostAttempts, RetryRules.NONE);
  }

  /// The same with other rarer rules.
  public RetryPolicy withRules(RetryRules further) {
    return new RetryPolicy(maxAttempts, backoff, initial, max, jitter, lostAttempts, further);
  }

  /// The same with another number of lost attempts that are made up for.
  public RetryPolicy withLostAttempts(int count) {
    return new RetryPolicy(maxAttempts, backoff, initial, max, jitter, count, rules);
  }

  /// The delay before the attempt that follows `failures` failed ones.
  public Duration delayAfter(int failures, RandomGenerator random) {
    double millis =
        switch (backoff) {
          case FIXED -> (double) initial.toMillis();
          case LIST ->
              (double)
                  rules
                      .delays()
                      .get(Math.clamp(failures - 1, 0, rules.delays().size() - 1))
                      .toMillis();
          case EXPONENTIAL ->
              Math.min(
                  (double) max.toMillis(),
                  (double) initial.toMillis() * Math.pow(2, Math.max(0, failures - 1)));
        };
    return Duration.ofMillis(Math.round(millis * (1 + jitter * (2 * random.nextDouble() - 1))));
  }
}
