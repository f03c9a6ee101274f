package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to runs and jobs, as it happens, as far as this node decides it. Kept in memory, up
/// to a bound, for readers that come and go; whoever reads too slowly or comes back too late is
/// told of the gap and looks at the runs themselves.
public interface RunEvents {

  /// How many events are kept for slow readers.
  int KEPT = 20_000;

  /// What an event tells.
  enum Kind {
    /// Something became of a run.
    CHANGED,
    /// A run has not ended within `finishWithin`.
    LATE,
    /// A job has not succeeded within `mustSucceedWithin`.
    MISSED,
    /// A job that was missed has succeeded again.
    RECOVERED
  }

  /// Something that became of a run, or that should have.
  ///
  /// @param run the run; null when a job was missed
  /// @param state CLAIMED, RETRYING or a final state; null when nothing has changed
  /// @param attempt the attempt that was given out or has ended; 0 when there was none
  record Event(
      long number,
      Kind kind,
      @Nullable RunId run,
      JobId job,
      String type,
      String queue,
      @Nullable String owner,
      @Nullable RunState state,
      int attempt,
      Instant at) {}

  /// What came of reading.
  ///
  /// @param position from which to read on
  /// @param gap whether events before these are not kept any more
  record Batch(List<Event> events, long position, boolean gap) {}

  /// Names the life of this node; positions are of one life.
  String life();

  /// The position after the newest event.
  long position();

  /// Reads the events of a project after a position; waits for one up to `atMost`.
  Batch read(String project, long after, int most, Duration atMost) throws InterruptedException;
}
