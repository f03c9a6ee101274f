package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.time.Duration;

/// Carries one log to the server: one append at a time, each from the byte the server says it has.
/// A lost answer, a repeated append and a server that comes back with less than it had all end in
/// the same bytes.
final class LogShipper {

  /// How long bytes may wait for more before they are sent.
  static final Duration PACE = Duration.ofMillis(100);

  private static final int MOST_STRANGE_ANSWERS = 10;

  private final AttemptCalls calls;
  private final LogSpool spool;
  private final TimeSource time;
  private final Patience patience;
  private byte[] buffer = {};
  private long acknowledged;
  private int strange;

  LogShipper(AttemptCalls calls, LogSpool spool, TimeSource time, Patience patience) {
    this.calls = calls;
    this.spool = spool;
    this.time = time;
    this.patience = patience;
  }

  /// Ships until the log has ended and every byte of it is acknowledged.
  ///
  /// @throws Problem when the server refuses or stays away for too long
  void ship() throws IOException, InterruptedException {
    while (spool.awaitAfter(acknowledged) > 0) {
      long began = time.nanos();
      if (buffer.length == 0) {
        buffer = new byte[AttemptCalls.LONGEST_APPEND]; // many attempts write no log
      }
      int length = spool.read(acknowledged, buffer);
      send(length);
      Duration rest = PACE.minusNanos(time.nanos() - began);
      spool.gather(acknowledged, buffer.length, rest);
    }
  }

  /// Goes back to the beginning; the next answer says how much is really there.
  void restart() {
    acknowledged = 0;
    patience.reset();
  }

  private void send(int length) throws IOException, InterruptedException {
    try {
      long durable = calls.append(acknowledged, buffer, length);
      if (durable > spool.seal().bytes()) {
        throw Problem.conflict(
            "log_longer",
            "The server has " + durable + " bytes of this log, more than were ever written.");
      }
      strange = durable > acknowledged ? 0 : strange + 1;
      acknowledged = durable;
      patience.reset();
    } catch (Problem problem) {
      recover(problem);
    }
    if (strange > MOST_STRANGE_ANSWERS) {
      throw Problem.conflict(
          "log_stuck", "The server does not take the log beyond byte " + acknowledged + ".");
    }
  }

  private void recover(Problem problem) throws IOException, InterruptedException {
    switch (problem.code()) {
      case "log_gap" -> {
        strange++;
        acknowledged = 0;
      }
      case "log_checksum" -> strange++;
      case "log_too_large" -> spool.cut(acknowledged);
      default -> patience.pauseAfter(problem);
    }
  }
}
