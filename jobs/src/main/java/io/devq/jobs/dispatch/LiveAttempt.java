package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Workers;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt that has been given to a worker and has not ended. Guarded by the board's lock;
/// copied by [#snapshot].
public final class LiveAttempt {

  /// How far it has come.
  public enum Stage {
    /// Picked; the claim is being written.
    CLAIMING,
    /// Claimed; the worker has not been heard to run it.
    CLAIMED,
    /// The worker reports it.
    RUNNING,
    /// It has ended; what becomes of it is being written.
    ENDING
  }

  final LiveRun run;
  final WorkerId worker;
  final UUID batch;
  final int incarnation;
  Stage stage = Stage.CLAIMING;
  @Nullable Instant claimedAt;
  @Nullable Instant startedAt;
  @Nullable Instant heardAt;
  @Nullable Instant restoredAt;
  @Nullable Integer progress;
  @Nullable String note;
  @Nullable Instant progressedAt;
  long reports;
  Duration limit;
  boolean local;
  long startedNanos;
  @Nullable Stop stop;

  /// Why an attempt shall end.
  public record Stop(String reason, By by) {

    /// Who ends it.
    public enum By {
      /// Somebody asked.
      PERSON,
      /// A policy, such as what to do with a run that overlaps the next.
      POLICY,
      /// A time limit.
      LIMIT
    }

    /// A person or a policy ends it.
    ///
    /// @param kill whether a policy does
    public Stop(String reason, boolean kill) {
      this(reason, kill ? By.POLICY : By.PERSON);
    }

    /// Whether it is ended by force rather than because somebody asked.
    public boolean kill() {
      return by != By.PERSON;
    }
  }

  LiveAttempt(LiveRun run, WorkerId worker, UUID batch, int incarnation) {
    this.run = run;
    this.worker = worker;
    this.batch = batch;
    this.incarnation = incarnation;
    this.limit = run.spec().timeout();
  }

  /// Takes in what its worker says of it.
  void hear(Workers.Held held, Instant at) {
    heardAt = at;
    progress = held.progress();
    note = held.note();
    if (held.reports() != reports) {
      reports = held.reports();
      progressedAt = at;
    }
    if (held.limit() != null) {
      limit = extended(held.limit());
    }
  }

  /// A limit as its worker wants it, but not longer than allowed.
  Duration extended(Duration wanted) {
    Duration most = JobLimits.longestLimit(run.spec().timeout());
    Duration least = run.spec().timeout();
    return wanted.compareTo(least) < 0 ? least : wanted.compareTo(most) > 0 ? most : wanted;
  }

  /// What is known of an attempt at one moment.
  ///
  /// @param limit how long it may run, which its handler may have extended
  public record Snapshot(
      LiveRun run,
      WorkerId worker,
      Stage stage,
      @Nullable Instant claimedAt,
      @Nullable Instant startedAt,
      @Nullable Instant heardAt,
      @Nullable Integer progress,
      @Nullable String note,
      Duration limit,
      @Nullable Stop stop) {

    /// The same as one that has begun: when nobody has reported it running before its worker told
    /// how it ended, it began when it was given out, as far as is known.
    public Snapshot begun() {
      return startedAt != null
          ? this
          : new Snapshot(
              run, worker, stage, claimedAt, claimedAt, heardAt, progress, note, limit, stop);
    }
  }

  Snapshot snapshot() {
    return new Snapshot(
        run, worker, stage, claimedAt, startedAt, heardAt, progress, note, limit, stop);
  }
}
