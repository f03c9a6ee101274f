package io.devq.cli.process;

import java.io.IOException;

/// Ends this process when its standard input ends, if whoever started it wants that: a parent that
/// was killed leaves nothing behind.
public final class EndOfInput {

  private static final int TERMINATED = 143;

  private EndOfInput() {}

  /// Watches the input from now on when the environment says so.
  public static void watch() {
    if (System.getenv(Child.ENDS_WITH_INPUT) != null) {
      Thread.ofPlatform().name("end-of-input").daemon(true).start(EndOfInput::run);
    }
  }

  private static void run() {
    try {
      while (System.in.read() >= 0) {
        // what the parent writes has no meaning
      }
    } catch (IOException _) {
      // a broken pipe is an end as well
    }
    System.exit(TERMINATED);
  }
}
