package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The door for workers outside this process. Level-triggered: a sync says all that a worker has
/// and returns all that it should have, so a lost or repeated call changes nothing. What concerns
/// one attempt is fenced by (run, attempt).
public interface Workers {

  /// How often a worker must be heard of at the defaults; three beats of silence and it is lost.
  Duration BEAT = Duration.ofSeconds(3);

  /// Makes a worker known. The same name in the same project replaces the one before, whose
  /// attempts are then lost.
  WorkerId register(String project, Registration registration);

  /// Exchanges what a worker has for what it should have; waits up to `hold`, and no longer than a
  /// beat, for something to say. Each call is a heartbeat.
  ///
  /// @throws Problem `unknown_worker` when it must register again
  Orders sync(WorkerId worker, Report report, Duration hold) throws InterruptedException;

  /// Appends bytes to the log of an attempt; durable when this returns. Bytes that are there
  /// already are left alone.
  ///
  /// @return how many bytes of that log are durable now
  /// @throws Problem `attempt_replaced`, `log_gap`, `log_checksum`, `log_too_large`
  long appendLog(RunId run, int attempt, long offset, byte[] bytes, int crc32c);

  /// Ends an attempt. Repeating it is answered as the first time.
  ///
  /// @throws Problem `attempt_replaced`, `log_incomplete`, `result_missing`
  void finish(RunId run, int attempt, Outcome outcome, LogEnd log);

  /// Keeps what the attempts after this one begin from, a JSON text; durable when this returns.
  ///
  /// @throws Problem `attempt_replaced`, `checkpoint_too_large`, `invalid_checkpoint`
  void checkpoint(RunId run, int attempt, String content);

  /// The newest checkpoint of a run, of this attempt or of one before, or empty.
  ///
  /// @throws Problem `attempt_replaced`
  Optional<String> checkpoint(RunId run, int attempt);

  /// The payload of the attempt under way, however large.
  ///
  /// @throws Problem `attempt_replaced`
  Contents.Content payload(RunId run, int attempt);

  /// Stores a result that is too large for an outcome; the outcome that follows is
  /// [Outcome.Succeeded] with [Outcome#STORED_BEFORE]. Verified and durable when this returns.
  ///
  /// @throws Problem `attempt_replaced`, `result_too_large`
  void result(RunId run, int attempt, InputStream content, long bytes);

  /// Checks that an attempt is the one under way.
  ///
  /// @throws Problem `attempt_replaced`
  void requireCurrent(RunId run, int attempt);

  /// Who is here.
  List<Worker> list(String project);

  /// Lets a worker take no more work, or take work again; it keeps what it has. Holds until it is
  /// taken back or this node ends.
  ///
  /// @return the worker as it is from then on: with nothing busy, it gets nothing any more
  /// @throws Problem `unknown_worker`
  Worker drain(String project, WorkerId worker, boolean draining);

  /// Who a worker is.
  record Registration(
      String name, Set<String> types, Set<String> labels, int slots, String version) {}

  /// What a worker has.
  record Report(long session, List<Held> attempts, int freeSlots, boolean draining) {}

  /// An attempt that a worker holds.
  ///
  /// @param progress 0 to 100, or null when the work does not say
  /// @param note what it is doing, or null
  /// @param reports how often it has reported progress; a higher number means that it has since
  /// @param limit how long it may run in all, when its handler has asked for more time
  record Held(
      RunId run,
      int attempt,
      @Nullable Integer progress,
      @Nullable String note,
      long reports,
      @Nullable Duration limit) {

    /// Cuts the note and bounds the progress.
    public Held {
      progress = progress == null ? null : (Integer) Math.clamp(progress, 0, 100);
      note = Names.cut(note, JobLimits.PROGRESS_NOTE_CHARS);
    }

    /// An attempt that says how far it is, and nothing else.
    public Held(RunId run, int attempt, @Nullable Integer progress) {
      this(run, attempt, progress, null, 0, null);
    }
  }

  /// What a worker should have.
  record Orders(long session, List<Assignment> start, List<Cancel> cancel, Duration next) {}

  /// An attempt to run.
  ///
  /// @param payload a JSON text, or the text of a [LargeText]
  /// @param timeout how long it may run
  /// @param longest how long it may run at most when it asks for more time
  /// @param progressTimeout how long it may run without reporting progress, or null for ever
  record Assignment(
      RunId run,
      JobId job,
      int attempt,
      String project,
      String type,
      String payload,
      Duration timeout,
      Duration longest,
      @Nullable Duration progressTimeout,
      @Nullable Instant nominalAt) {}

  /// An attempt to end by force; `kill` when a limit ends it rather than a person.
  record Cancel(RunId run, int attempt, String reason, boolean kill) {}

  /// How long a log is and what it hashes to (SHA-256, hexadecimal).
  record LogEnd(long bytes, String sha256) {

    /// No log at all.
    public static final LogEnd EMPTY =
        new LogEnd(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  /// A worker as others see it.
  record Worker(
      WorkerId id,
      String name,
      boolean connected,
      Set<String> types,
      Set<String> labels,
      int slots,
      int busy,
      Instant lastHeardAt,
      String version) {}
}
