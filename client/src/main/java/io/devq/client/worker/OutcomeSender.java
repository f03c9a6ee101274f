package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Offers the outcome of one attempt until the server takes or refuses it, sending the log again
/// when the server misses some of it.
final class OutcomeSender {

  private static final int MOST_RESENDS = 5;

  /// A larger result goes its own way.
  private static final int MOST_IN_AN_OUTCOME = 64 * 1024;

  private final AttemptCalls calls;
  private final LogShipper shipper;
  private final LogSpool spool;
  private final Patience patience;

  OutcomeSender(AttemptCalls calls, LogShipper shipper, LogSpool spool, Patience patience) {
    this.calls = calls;
    this.shipper = shipper;
    this.spool = spool;
    this.patience = patience;
  }

  /// Returns when the outcome is durable on the server.
  ///
  /// @param outcome its log fields are filled in here
  /// @throws Problem when the server does not want it, or stays away for too long
  void send(Outcome outcome) throws IOException, InterruptedException {
    byte[] large = large(outcome.output());
    Outcome offered = withLog(large == null ? outcome : withStoredOutput(outcome));
    boolean stored = large == null;
    int resends = 0;
    while (true) {
      try {
        if (!stored && large != null) {
          calls.result(large);
          stored = true;
        }
        calls.finish(offered);
        return;
      } catch (Problem problem) {
        if (problem.code().equals("log_incomplete") && resends < MOST_RESENDS) {
          resends++;
          shipper.restart();
          shipper.ship();
          offered = withLog(offered);
        } else if (problem.code().equals("result_missing") && resends < MOST_RESENDS) {
          resends++;
          stored = false;
        } else if (AttemptCalls.refused(problem) && hasOutput(offered)) {
          stored = true;
          offered = withLog(withoutOutput(offered, problem));
        } else {
          patience.pauseAfter(problem);
        }
      }
    }
  }

  /// The bytes of a result that does not go into an outcome, or null.
  private static byte @Nullable [] large(@Nullable String output) {
    if (output == null || output.length() <= MOST_IN_AN_OUTCOME / 3) {
      return null;
    }
    byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
    return bytes.length > MOST_IN_AN_OUTCOME ? bytes : null;
  }

  private static boolean hasOutput(Outcome outcome) {
    return outcome.output() != null || Boolean.TRUE.equals(outcome.outputStored());
  }

  private static Outcome withStoredOutput(Outcome outcome) {
    return new Outcome(
        outcome.result(),
        outcome.retriable(),
        outcome.exitCode(),
        outcome.reason(),
        null,
        true,
        0,
        "",
        outcome.retryAfter());
  }

  private Outcome withLog(Outcome outcome) {
    LogSpool.Seal seal = spool.seal();
    return new Outcome(
        outcome.result(),
        outcome.retriable(),
        outcome.exitCode(),
        outcome.reason(),
        outcome.output(),
        outcome.outputStored(),
        seal.bytes(),
        seal.sha256().hex(),
        outcome.retryAfter());
  }

  /// A result that the server cannot take becomes a failure that says so.
  private static Outcome withoutOutput(Outcome outcome, Problem problem) {
    return new Outcome(
        "failed",
        false,
        outcome.exitCode(),
        "The server did not take the result: " + problem.message(),
        null,
        null,
        0,
        "",
        null);
  }
}
