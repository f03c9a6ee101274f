package io.devq.protocol;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `/events` sends: server-sent events named [#RUN], [#LATE], [#MISSED], [#RECOVERED] and
/// [#GAP], each with an id from which a reader that lost the stream goes on (`Last-Event-ID`).
public final class RunEvents {

  /// Something became of a run; the data is a [Change].
  public static final String RUN = "run";

  /// A run has not ended within `finishWithin`; the data is a [Told].
  public static final String LATE = "late";

  /// A job has not succeeded within `mustSucceedWithin`; the data is a [Told].
  public static final String MISSED = "missed";

  /// A job that was missed has succeeded again; the data is a [Told].
  public static final String RECOVERED = "recovered";

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

  /// What should have happened, or has happened again.
  ///
  /// @param runId the run that is late or that succeeded; left out when a job was missed
  public record Told(
      @Nullable RunId runId,
      JobId jobId,
      String type,
      String queue,
      @Nullable String owner,
      Instant at) {}

  /// Why events are missing.
  public record Gap(String reason) {}
}
