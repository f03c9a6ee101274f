package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.jobs.JobSpec;
import io.devq.jobs.schedule.Fates.Passed;
import io.devq.jobs.store.JobStore.JobRow;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes to recurring jobs, each in one transaction with what it means for the ledger.
public final class RecurrenceStore {

  private final Database database;
  private final Catalog catalog;

  RecurrenceStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// What became of the wish to change a job.
  public enum Updated {
    /// It is changed.
    DONE,
    /// There is no such job any more.
    UNKNOWN,
    /// It has another version.
    STALE
  }

  /// Replaces what a job does, and when if that has changed.
  ///
  /// @param ifVersion the version it must have, or null for any
  /// @param next when the new schedule fires first, or null when the schedule is as it was
  /// @param passed what passed of the old schedule while the job was paused, or null
  public Updated update(
      JobRow row,
      JobSpec spec,
      @Nullable String ifVersion,
      @Nullable Instant next,
      @Nullable Passed passed) {
    int project = row.project();
    UUID id = row.id();
    Lane lane = Lane.of(catalog.queue(project, spec.queue()).number(), spec);
    return database.transaction(sql -> {
      Optional<JobRow> now = JobStore.lock(sql, project, id, catalog);
      if (now.isPresent() && ifVersion != null && !ifVersion.equals(JobVersion.of(now.get()))) {
        return Updated.STALE;
      }
      if (now.isEmpty() || !JobStore.update(sql, project, id, lane, spec)) {
        return Updated.UNKNOWN;
      }
      if (next == null) {
        JobStore.touchSchedule(sql, project, id);
      } else if (JobStore.paused(sql, project, id)) {
        JobStore.resetPassed(sql, project, id, next);
        if (passed != null) {
          LedgerStore.write(sql, project, id, passed);
        }
      } else {
        JobStore.schedule(sql, project, id, next);
        JobStore.endWatch(sql, project, id);
      }
      return Updated.DONE;
    });
  }

  /// Pauses a job that fires.
  ///
  /// @return false when it does not fire
  public boolean pause(int project, UUID id, String by, @Nullable String note) {
    return database.transaction(sql -> {
      boolean paused = JobStore.pause(sql, project, id, by, note);
      if (paused) {
        JobStore.unschedule(sql, project, id);
      }
      return paused;
    });
  }

  /// Lets a paused job fire again from `next` on.
  ///
  /// @param passed what passed while it was paused, or null
  /// @return false when it was not paused
  public boolean resume(int project, UUID id, Instant next, @Nullable Passed passed) {
    return database.transaction(sql -> {
      boolean resumed = JobStore.resume(sql, project, id);
      if (resumed) {
        JobStore.schedule(sql, project, id, next);
        if (passed != null) {
          LedgerStore.write(sql, project, id, passed);
        }
      }
      return resumed;
    });
  }

  /// Deletes a job; its history stays.
  public void delete(int project, UUID id) {
    database.inTransaction(sql -> {
      if (JobStore.delete(sql, project, id)) {
        JobStore.unschedule(sql, project, id);
      }
    });
  }
}
