package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.protocol.WorkerProtocol.Assignment;
import io.devq.protocol.WorkerProtocol.Held;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How far an attempt says it is, and how long it may go on: its time limit, which it may extend,
/// and the limit between two reports of progress. By the worker's own monotonic clock.
final class AttemptClock {

  private final Assignment assignment;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final long began;
  private long reported;
  private long reports;
  private @Nullable Integer percent;
  private @Nullable String note;
  private Duration limit;

  /// Begins to count now.
  AttemptClock(Assignment assignment, TimeSource time) {
    this.assignment = assignment;
    this.time = time;
    this.limit = assignment.timeout();
    this.began = time.nanos();
    this.reported = began;
  }

  /// The work says how far it is.
  void report(int newPercent, @Nullable String newNote) {
    lock.lock();
    try {
      percent = Math.clamp(newPercent, 0, 100);
      note = newNote;
      reports++;
      reported = time.nanos();
    } finally {
      lock.unlock();
    }
  }

  /// The work asks for more time.
  ///
  /// @return how long it may run in all
  /// @throws Problem `time_limit_too_long`
  Duration extend(Duration more) {
    lock.lock();
    try {
      if (more.isNegative() || more.compareTo(assignment.longest().minus(limit)) > 0) {
        throw Problem.invalid(
            "time_limit_too_long",
            "This attempt may run for "
                + assignment.longest()
                + " in all; give the job a longer time-out for more.");
      }
      limit = limit.plus(more);
      return limit;
    } finally {
      lock.unlock();
    }
  }

  /// What a sync says of the attempt.
  Held held() {
    lock.lock();
    try {
      Duration extended = limit.equals(assignment.timeout()) ? null : limit;
      return new Held(assignment.run(), assignment.attempt(), percent, note, reports, extended);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the attempt has gone beyond a limit.
  ///
  /// @return a sentence that names the limit
  /// @throws InterruptedException when the attempt has ended before
  String awaitBreach() throws InterruptedException {
    while (true) {
      Left left = left();
      if (!left.time().isPositive()) {
        return left.reason();
      }
      time.sleep(left.time());
    }
  }

  private record Left(Duration time, String reason) {}

  private Left left() {
    lock.lock();
    try {
      long now = time.nanos();
      Left running =
          new Left(
              limit.minusNanos(now - began), "It ran longer than its time limit of " + limit + ".");
      Duration silence = assignment.progressTimeout();
      if (silence == null) {
        return running;
      }
      Left silent =
          new Left(
              silence.minusNanos(now - reported), "It reported no progress for " + silence + ".");
      return silent.time().compareTo(running.time()) < 0 ? silent : running;
    } finally {
      lock.unlock();
    }
  }
}
