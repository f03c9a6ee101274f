package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to runs, as it happens, as far as this node decides it. Kept in memory, up to a
/// bound, for readers that come and go; whoever reads too slowly or comes back too late is told of
/// the gap and looks at the runs themselves.
public interface RunEvents {

  /// How many events are kept for slow readers.
  int KEPT = 20_000;

  /// Something that became of a run.
  ///
  /// @param state CLAIMED, RETRYING or a final state
  /// @param attempt the attempt that was given out or has ended; 0 when there was none
  record Event(
      long number,
      RunId run,
      JobId job,
      String type,
      String queue,
      @Nullable String owner,
      RunState state,
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
