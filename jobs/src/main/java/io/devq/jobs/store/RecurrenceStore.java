package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.jobs.JobSpec;
import io.devq.jobs.schedule.Fates.Passed;
import java.time.Instant;
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

  /// Replaces what a job does, and when if that has changed.
  ///
  /// @param next when the new schedule fires first, or null when the schedule is as it was
  /// @param passed what passed of the old schedule while the job was paused, or null
  /// @return false when there is no such job any more
  public boolean update(
      int project, UUID id, JobSpec spec, @Nullable Instant next, @Nullable Passed passed) {
    Lane lane = Lane.of(catalog.queue(project, spec.queue()).number(), spec);
    return database.transaction(sql -> {
      if (!JobStore.update(sql, project, id, lane, spec)) {
        return false;
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
      }
      return true;
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
