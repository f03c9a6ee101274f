package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.IOException;

/// Offers the outcome of one attempt until the server takes or refuses it, sending the log again
/// when the server misses some of it.
final class OutcomeSender {

  private static final int MOST_RESENDS = 5;

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
    Outcome offered = withLog(outcome);
    int resends = 0;
    while (true) {
      try {
        calls.finish(offered);
        return;
      } catch (Problem problem) {
        if (problem.code().equals("log_incomplete") && resends < MOST_RESENDS) {
          resends++;
          shipper.restart();
          shipper.ship();
          offered = withLog(offered);
        } else if (AttemptCalls.refused(problem) && offered.output() != null) {
          offered = withLog(withoutOutput(offered, problem));
        } else {
          patience.pauseAfter(problem);
        }
      }
    }
  }

  private Outcome withLog(Outcome outcome) {
    LogSpool.Seal seal = spool.seal();
    return new Outcome(
        outcome.result(),
        outcome.retriable(),
        outcome.exitCode(),
        outcome.reason(),
        outcome.output(),
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
        0,
        "",
        null);
  }
}
