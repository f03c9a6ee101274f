package io.devq.client.worker;

import java.time.Duration;

/// Thrown by work that finds that it is too early: the run waits and is begun again, and the
/// attempt does not count as a failure. The server bounds how often.
public final class Snooze extends Exception {

  private static final long serialVersionUID = 1;

  private final Duration pause;

  /// With a sentence for people.
  ///
  /// @param pause until the next attempt
  public Snooze(Duration pause, String message) {
    super(message);
    this.pause = pause;
  }

  /// How long to wait.
  public Duration pause() {
    return pause;
  }
}
