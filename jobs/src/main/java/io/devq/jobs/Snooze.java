package io.devq.jobs;

import java.time.Duration;

/// Thrown by a handler that finds that it is too early: the run waits and is begun again, and the
/// attempt does not count as a failure. A run may do so [JobLimits#UNCOUNTED_ATTEMPTS] times.
public final class Snooze extends Exception {

  private static final long serialVersionUID = 1;

  private final Duration pause;

  /// A pause with a sentence for people.
  ///
  /// @param pause until the next attempt, at most [JobLimits#LONGEST_PAUSE]
  public Snooze(Duration pause, String message) {
    super(message);
    this.pause = pause;
  }

  /// How long to wait.
  public Duration pause() {
    return pause;
  }
}
