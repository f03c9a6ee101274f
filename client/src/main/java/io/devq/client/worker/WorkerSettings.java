package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.protocol.WorkerProtocol;
import java.nio.file.Path;
import java.time.Duration;

/// Who a worker is and how patient it is.
///
/// @param who what the server is told
/// @param folder where attempts keep their files; nobody else may use it
/// @param drain how long attempts may go on by themselves when the worker is to stop
/// @param settle how long attempts then have to clean up and to hand in their outcomes
/// @param patience how long log bytes and an outcome are offered to a server that is away
/// @param logLimit the most bytes one attempt's log may have
public record WorkerSettings(
    WorkerProtocol.Register who,
    Path folder,
    Duration drain,
    Duration settle,
    Duration patience,
    long logLimit) {

  /// The most attempts a worker holds at once.
  public static final int MOST_SLOTS = 10_000;

  /// The most bytes of one attempt's log unless said otherwise.
  public static final long LOG_LIMIT = 100L * 1024 * 1024;

  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /// Checks the slots.
  ///
  /// @throws Problem `invalid_slots`
  public WorkerSettings {
    if (who.slots() < 1 || who.slots() > MOST_SLOTS) {
      throw Problem.invalid(
          "invalid_slots", "A worker has 1 to " + MOST_SLOTS + " slots, not " + who.slots() + ".");
    }
  }

  /// The usual patience.
  public static WorkerSettings of(WorkerProtocol.Register who, Path folder) {
    return new WorkerSettings(who, folder, DRAIN, SETTLE, PATIENCE, LOG_LIMIT);
  }

  /// The same with another time to drain.
  public WorkerSettings drainFor(Duration other) {
    return new WorkerSettings(who, folder, other, settle, patience, logLimit);
  }
}
