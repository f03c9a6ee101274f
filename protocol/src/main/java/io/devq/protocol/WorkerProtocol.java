package io.devq.protocol;

import io.devq.base.RunId;
import io.devq.base.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The worker protocol: `POST /api/v1/workers` once, then `POST /api/v1/workers/{id}/sync` again
/// and again.
///
/// It is level-triggered: a sync says all that the worker has and returns all that it should have.
/// A lost or repeated call changes nothing. Log bytes and outcomes go their own way, fenced by
/// (run, attempt).
public final class WorkerProtocol {

  private WorkerProtocol() {}

  /// Says who a worker is. Registering again under the same name replaces what is known of it.
  ///
  /// @param name unique among live workers of the project, such as the machine's name
  /// @param types the job types it can run
  /// @param labels what it offers; a run goes only to a worker that has all labels it asks for
  /// @param slots how many attempts it runs at once, at least 1
  /// @param version the program's version
  public record Register(
      String name, List<String> types, List<String> labels, int slots, String version) {}

  /// The answer to a registration.
  ///
  /// @param worker the id to sync with
  /// @param beat how often the worker must be heard of
  public record Registered(WorkerId worker, Duration beat) {}

  /// What a worker has.
  ///
  /// @param session counts the syncs of this worker; an answer to an older sync is to be ignored
  /// @param attempts every attempt it holds, running or ended and not yet acknowledged
  /// @param freeSlots how many more attempts it would take now
  /// @param hold how long the server may hold the answer when there is nothing to say; at most 30 s
  /// @param draining whether it takes no new work because it is going to stop
  public record Sync(
      long session, List<Held> attempts, int freeSlots, Duration hold, boolean draining) {}

  /// One attempt a worker holds.
  ///
  /// @param progress 0 to 100, or null when the work does not say
  /// @param note what it is doing, or null
  /// @param reports how often it has reported progress; a higher number than before tells the
  ///   server that it has again
  /// @param limit how long it may run in all, from its beginning, when it has asked for more time
  public record Held(
      RunId run,
      int attempt,
      @Nullable Integer progress,
      @Nullable String note,
      @Nullable Long reports,
      @Nullable Duration limit) {}

  /// What a worker should have.
  ///
  /// @param session that of the sync it answers
  /// @param start attempts to start, those first offered in an answer that got lost among them
  /// @param cancel attempts to end: TERM, then KILL after the grace
  /// @param next how soon to sync again at the latest
  public record Orders(long session, List<Assignment> start, List<Cancel> cancel, Duration next) {}

  /// An attempt to run.
  ///
  /// @param payload the job's payload, a JSON text; null when it is large: then `GET
  ///   /api/v1/runs/{id}/attempts/{n}/payload` gives it
  /// @param payloadBytes how large such a payload is, or null
  /// @param timeout how long it may run
  /// @param longest how long it may run at most when it asks for more time
  /// @param progressTimeout how long it may run without reporting progress, or null for ever
  /// @param attributes what the script sees as `DEVQ_…` beyond the usual, such as the nominal time
  public record Assignment(
      RunId run,
      int attempt,
      String project,
      String type,
      @Nullable String payload,
      @Nullable Long payloadBytes,
      Duration timeout,
      Duration longest,
      @Nullable Duration progressTimeout,
      @Nullable Instant nominalAt,
      Map<String, String> attributes) {}

  /// An attempt to end by force.
  ///
  /// @param reason a sentence for the log
  /// @param kill whether it ends as KILLED (a limit) rather than CANCELLED (somebody asked)
  public record Cancel(RunId run, int attempt, String reason, boolean kill) {}

  /// How an attempt ended; `POST /api/v1/runs/{id}/attempts/{n}/outcome`. Refused with 409
  /// `log_incomplete` while the server holds fewer log bytes than `logBytes`, and with 409
  /// `attempt_replaced` when another attempt has taken over.
  ///
  /// @param result `succeeded`, `failed`, `cancelled`, `killed`; `interrupted` when the worker had
  ///   to stop, or `snoozed` when the work asks to be begun again later: the run is given again and
  ///   the attempt is not counted
  /// @param retriable whether a failure may be tried again
  /// @param exitCode of the process, or null
  /// @param reason a sentence for people, or null
  /// @param output the result of the work, a JSON text, or null
  /// @param outputStored whether the result was stored before, because it has more than 64 KiB, by
  ///   `PUT /api/v1/runs/{id}/attempts/{n}/result`; null for no. Refused with 409 `result_missing`
  ///   when the server does not have it any more: then it is to be sent again
  /// @param logBytes how long the log of this attempt is
  /// @param logSha256 SHA-256 of all log bytes of this attempt
  /// @param retryAfter of a failure: not before that is it tried again; of `snoozed`: how long the
  ///   run waits; null for what the retry policy says
  public record Outcome(
      String result,
      boolean retriable,
      @Nullable Integer exitCode,
      @Nullable String reason,
      @Nullable String output,
      @Nullable Boolean outputStored,
      long logBytes,
      String logSha256,
      @Nullable Duration retryAfter) {}

  /// The answer to `POST /api/v1/runs/{id}/attempts/{n}/log?offset=…&crc32c=…` with the bytes as
  /// body (at most 256 KiB) and their CRC-32C as an unsigned decimal number: how many bytes of the
  /// log are durable now. An offset beyond that is refused with 409 `log_gap`; sending again from
  /// offset 0 tells where to go on.
  public record LogAck(long bytes) {}
}
