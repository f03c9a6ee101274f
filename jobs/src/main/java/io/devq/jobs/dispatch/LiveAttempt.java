package io.devq.jobs.dispatch;

import io.devq.base.WorkerId;
import io.devq.jobs.store.LiveRun;
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
  }

  /// What is known of an attempt at one moment.
  public record Snapshot(
      LiveRun run,
      WorkerId worker,
      Stage stage,
      @Nullable Instant claimedAt,
      @Nullable Instant startedAt,
      @Nullable Instant heardAt,
      @Nullable Integer progress,
      @Nullable Stop stop) {}

  Snapshot snapshot() {
    return new Snapshot(run, worker, stage, claimedAt, startedAt, heardAt, progress, stop);
  }
}
