package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunFilter;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Recurring jobs: what they do and when.
public final class JobStore {

  private static final Queries SQL = Queries.load(JobStore.class, "jobs.sql");
  private static final Queries SCHEDULES = Queries.load(JobStore.class, "schedules.sql");
  private static final Short[] ALL_SHARDS =
      IntStream.range(0, Shards.COUNT).mapToObj(shard -> (short) shard).toArray(Short[]::new);

  private final Database database;
  private final Catalog catalog;

  /// The recurring jobs of `database`.
  public JobStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// A recurring job's row.
  public record JobRow(
      int shard,
      UUID id,
      int project,
      String state,
      JobSpec spec,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Paused paused) {}

  /// How a job was paused.
  ///
  /// @param from the first nominal time without a fate
  public record Paused(Instant at, String by, @Nullable String note, Instant from) {}

  /// Makes a recurring job, inside a transaction; a caller's id that is there already is left
  /// alone.
  ///
  /// @return whether it was new
  public static boolean insert(Sql sql, int project, UUID id, Lane lane, JobSpec spec) {
    return bindSpec(sql.statement(SQL.get("insert_job")), project, id, lane, spec).update() == 1;
  }

  /// Replaces what a job does and when, inside a transaction.
  public static boolean update(Sql sql, int project, UUID id, Lane lane, JobSpec spec) {
    return bindSpec(sql.statement(SQL.get("update_job")), project, id, lane, spec).update() == 1;
  }

  private static Sql.Statement bindSpec(
      Sql.Statement statement, int project, UUID id, Lane lane, JobSpec spec) {
    return statement
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project)
        .bind("lane", lane.number())
        .bind("gate", LiveRun.Gate.group(spec.sharing(), spec.serial() ? id : null))
        .bind("priority", (short) spec.priority())
        .bind("type", spec.type())
        .bind("owner", spec.owner())
        .bind("payload", spec.payload())
        .bind("settings", SpecCodec.settings(spec))
        .bind("finish", millis(spec.limits().finishWithin()))
        .bind("succeed", millis(spec.limits().mustSucceedWithin()))
        .bind("schedule", ScheduleCodec.write((Schedule.Recurring) spec.schedule(), spec.name()));
  }

  private static @Nullable Long millis(@Nullable Duration length) {
    return length == null ? null : (Long) length.toMillis();
  }

  /// Deletes a job, inside a transaction; its history stays.
  public static boolean delete(Sql sql, int project, UUID id) {
    return ofJob(sql, SQL.get("delete_job"), project, id).update() == 1;
  }

  /// Pauses a job that fires, inside a transaction, and remembers from which nominal time on.
  ///
  /// @return false when it does not fire
  public static boolean pause(Sql sql, int project, UUID id, String by, @Nullable String note) {
    return ofJob(sql, SQL.get("pause_job"), project, id).bind("by", by).bind("note", note).update()
        == 1;
  }

  /// Lets a paused job be active again, inside a transaction.
  ///
  /// @return false when it was not paused
  public static boolean resume(Sql sql, int project, UUID id) {
    return ofJob(sql, SQL.get("resume_job"), project, id).update() == 1;
  }

  /// Counts what passes while a job is paused from another nominal time on, inside a transaction.
  public static void resetPassed(Sql sql, int project, UUID id, Instant from) {
    ofJob(sql, SQL.get("reset_passed"), project, id).bind("from", from).update();
  }

  /// Whether a job is paused, inside a transaction that has changed it.
  public static boolean paused(Sql sql, int project, UUID id) {
    return ofJob(sql, SQL.get("job"), project, id)
        .first(row -> row.text("state").equals("PAUSED"))
        .orElse(false);
  }

  private static Sql.Statement ofJob(Sql sql, String query, int project, UUID id) {
    return sql.statement(query)
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project);
  }

  /// Lets a job fire from `next` on, inside a transaction.
  public static void schedule(Sql sql, int project, UUID id, Instant next) {
    ofJob(sql, SQL.get("insert_schedule"), project, id).bind("next", next).update();
    ofJob(sql, SCHEDULES.get("begin_watch"), project, id).update();
  }

  /// Has the owner read a job that fires when it did anew, inside a transaction.
  public static void touchSchedule(Sql sql, int project, UUID id) {
    ofJob(sql, SQL.get("touch_schedule"), project, id).update();
    ofJob(sql, SCHEDULES.get("change_watch"), project, id).update();
    endWatch(sql, project, id);
  }

  /// Keeps a job from firing, inside a transaction.
  public static void unschedule(Sql sql, int project, UUID id) {
    ofJob(sql, SQL.get("delete_schedule"), project, id).update();
    endWatch(sql, project, id);
  }

  /// Ends the watch of a job that does not fire or is not watched any more, inside a transaction.
  public static void endWatch(Sql sql, int project, UUID id) {
    ofJob(sql, SCHEDULES.get("end_watch"), project, id).update();
  }

  /// A recurring job.
  public Optional<JobRow> job(int project, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("job"))
            .bind("shard", Shards.of(id))
            .bind("id", id)
            .bind("project", project)
            .first(this::jobRow));
  }

  /// A recurring job that has not been deleted, locked until the transaction it is read in ends.
  static Optional<JobRow> lock(Sql sql, int project, UUID id, Catalog catalog) {
    return sql.statement(SQL.get("lock_job"))
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project)
        .first(row -> jobRow(row, catalog));
  }

  /// When a job fires next, or empty when it does not.
  public Optional<Instant> next(int project, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("schedule"))
            .bind("shard", Shards.of(id))
            .bind("id", id)
            .bind("project", project)
            .first(row -> row.instant("next_at")));
  }

  /// Recurring jobs before an id, newest first.
  ///
  /// @param state which ones, or null for all that have not been deleted
  public List<JobRow> jobs(
      int project, RunFilter filter, Job.@Nullable State state, UUID before, int limit) {
    Catalog.Queue queue =
        filter.queue() == null ? null : catalog.existingQueue(project, filter.queue());
    Integer number =
        filter.queue() == null ? null : (Integer) (queue == null ? -1 : queue.number());
    return database.autocommit(sql ->
        sql.statement(SQL.get("jobs"))
            .bind("shards", ALL_SHARDS)
            .bind("project", project)
            .bind("before", before)
            .bind("owner", filter.owner())
            .bind("type", filter.type())
            .bind("queue", number)
            .bind("state", state)
            .bind("tag", filter.search().tagName())
            .bind("value", filter.search().tagValue())
            .bind("text", filter.search().text())
            .bind("since", filter.search().since())
            .bind("until", filter.search().until())
            .bind("limit", limit)
            .list(this::jobRow));
  }

  private JobRow jobRow(Row row) {
    return jobRow(row, catalog);
  }

  private static JobRow jobRow(Row row, Catalog catalog) {
    JobSpec spec = RunRows.spec(row, new Lane(row.integer("lane")), catalog);
    return new JobRow(
        row.integer("shard"),
        row.uuid("id"),
        row.integer("project"),
        row.text("state"),
        spec.withSchedule(ScheduleCodec.read(row.text("schedule")).schedule()),
        row.instant("created_at"),
        row.instant("updated_at"),
        paused(row));
  }

  private static @Nullable Paused paused(Row row) {
    Instant at = row.instantOrNull("paused_at");
    return at == null
        ? null
        : new Paused(
            at, row.text("paused_by"), row.textOrNull("paused_note"), row.instant("passed_from"));
  }
}
