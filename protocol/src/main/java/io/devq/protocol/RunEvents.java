package io.devq.protocol;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `/events` sends: server-sent events named [#RUN] and [#GAP], each with an id from which a
/// reader that lost the stream goes on (`Last-Event-ID`).
public final class RunEvents {

  /// Something became of a run; the data is a [Change].
  public static final String RUN = "run";

  /// Events are missing here: look at the runs anew. The data is a [Gap].
  public static final String GAP = "gap";

  private RunEvents() {}

  /// What became of a run.
  ///
  /// @param state `CLAIMED`, `RETRYING` or a final state
  /// @param attempt the attempt that was given out or has ended; 0 when there was none
  public record Change(
      RunId runId,
      JobId jobId,
      String type,
      String queue,
      @Nullable String owner,
      String state,
      int attempt,
      Instant at) {}

  /// Why events are missing.
  public record Gap(String reason) {}
}
