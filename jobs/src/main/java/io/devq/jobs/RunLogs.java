package io.devq.jobs;

import io.devq.base.Problem;
import io.devq.base.RunId;
import java.time.Duration;

/// The logs of runs: bytes, per attempt, durable from the moment they are acknowledged.
public interface RunLogs {

  /// Reads a part of a log.
  ///
  /// @param attempt which attempt, or 0 for the newest
  /// @return at most `max` bytes from `offset`
  /// @throws Problem `unknown_run`
  Part read(String project, RunId run, int attempt, long offset, int max);

  /// Like [#read], but waits until there is something after `offset`, the log has ended, or the
  /// time is over.
  Part follow(String project, RunId run, int attempt, long offset, int max, Duration atMost)
      throws InterruptedException;

  /// A part of a log.
  ///
  /// @param attempt the attempt it is of
  /// @param ended whether nothing follows these bytes: the attempt is over and all its bytes have
  ///   been read
  /// @param runOver whether the run is final, so that no further attempt will come
  record Part(int attempt, long offset, byte[] bytes, boolean ended, boolean runOver) {}
}
