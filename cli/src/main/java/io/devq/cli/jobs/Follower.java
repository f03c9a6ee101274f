package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.PrintStream;

/// Shows the log of a run as it grows.
public final class Follower {

  private final DevqClient client;
  private final PrintStream to;
  private int shown;

  /// A follower that writes the log's bytes as they are.
  public Follower(DevqClient client, PrintStream to) {
    this.client = client;
    this.to = to;
  }

  /// Follows to the end.
  ///
  /// @return the run as it ended
  public Views.Run follow(RunId run) throws InterruptedException {
    shown = 0;
    try {
      return client.logs().follow(run, this::write);
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "log_not_written",
          "The log cannot be shown: " + failure.getMessage() + ".",
          null,
          failure);
    }
  }

  private void write(int attempt, byte[] bytes) throws IOException {
    if (shown != 0 && attempt != shown) {
      System.err.println("devq: attempt " + attempt + " begins");
    }
    shown = attempt;
    to.write(bytes);
    to.flush();
    if (to.checkError()) {
      throw new IOException("nobody reads it any more");
    }
  }
}
