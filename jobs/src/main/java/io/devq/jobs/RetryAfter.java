package io.devq.jobs;

import java.time.Duration;

/// Thrown by a handler that failed and knows when trying again may help, such as after a "429 Too
/// Many Requests". It counts like any failure; the next attempt comes when the retry policy says,
/// but not before the pause is over.
public final class RetryAfter extends Exception {

  private static final long serialVersionUID = 1;

  private final Duration pause;

  /// A failure with a sentence for people.
  ///
  /// @param pause at least this long until the next attempt, at most [JobLimits#LONGEST_PAUSE]
  public RetryAfter(Duration pause, String message) {
    super(message);
    this.pause = pause;
  }

  /// How long to wait at least.
  public Duration pause() {
    return pause;
  }
}
