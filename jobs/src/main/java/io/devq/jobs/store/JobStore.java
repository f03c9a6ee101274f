package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunFilter;
import io.devq.jobs.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/// Recurring jobs: what they do and when.
public final class JobStore {

  private static final Queries SQL = Queries.load(JobStore.class, "jobs.sql");
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
      Instant updatedAt) {}

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
        .bind("schedule", SpecCodec.schedule((Schedule.Recurring) spec.schedule()));
  }

  /// Moves a job to another state, inside a transaction.
  public static boolean setState(Sql sql, int project, UUID id, String state) {
    return sql.statement(SQL.get("set_job_state"))
            .bind("shard", Shards.of(id))
            .bind("id", id)
            .bind("project", project)
            .bind("state", state)
            .update()
        == 1;
  }

  /// Lets a job fire from `next` on, inside a transaction.
  public static void schedule(Sql sql, int project, UUID id, Instant next) {
    sql.statement(SQL.get("insert_schedule"))
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project)
        .bind("next", next)
        .update();
  }

  /// Keeps a job from firing, inside a transaction.
  public static void unschedule(Sql sql, int project, UUID id) {
    sql.statement(SQL.get("delete_schedule"))
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project)
        .update();
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
  public List<JobRow> jobs(int project, RunFilter filter, UUID before, int limit) {
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
            .bind("limit", limit)
            .list(this::jobRow));
  }

  private JobRow jobRow(Row row) {
    JobSpec spec = RunRows.spec(row, new Lane(row.integer("lane")), catalog);
    return new JobRow(
        row.integer("shard"),
        row.uuid("id"),
        row.integer("project"),
        row.text("state"),
        spec.withSchedule(SpecCodec.schedule(row.text("schedule"))),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  /// A job that fires, as its owner keeps it.
  public record Firing(
      int shard,
      UUID id,
      int project,
      Instant next,
      int version,
      Schedule.Recurring schedule,
      Lane lane) {}

  /// All jobs of a shard that fire.
  public List<Firing> firings(int shard) {
    return database.autocommit(
        sql -> sql.statement(SQL.get("schedules")).bind("shard", shard).list(JobStore::firing));
  }

  /// One job that fires, or empty when it does not any more.
  public Optional<Firing> firing(int shard, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("schedule_of"))
            .bind("shard", shard)
            .bind("id", id)
            .first(JobStore::firing));
  }

  private static Firing firing(Row row) {
    return new Firing(
        row.integer("shard"),
        row.uuid("id"),
        row.integer("project"),
        row.instant("next_at"),
        row.integer("version"),
        SpecCodec.schedule(row.text("schedule")),
        new Lane(row.integer("lane")));
  }

  /// A nominal time to claim: the schedule moves on to `next` and the run is inserted, both or
  /// none.
  public record Fire(Firing firing, Instant next, UUID run) {}

  /// Claims nominal times of one shard, guarded by its lease.
  ///
  /// @return how many became runs
  public int fire(int shard, UUID token, List<Fire> fires) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("fire"))
            .bind("shard", shard)
            .bind("token", token)
            .bind("ids", fires.stream().map(fire -> fire.firing().id()).toArray(UUID[]::new))
            .bind("olds", fires.stream().map(fire -> fire.firing().next()).toArray(Instant[]::new))
            .bind("nexts", fires.stream().map(Fire::next).toArray(Instant[]::new))
            .bind(
                "versions",
                fires.stream().map(fire -> fire.firing().version()).toArray(Integer[]::new))
            .bind("runs", fires.stream().map(Fire::run).toArray(UUID[]::new))
            .update());
  }

  /// A range of nominal times that did not become runs.
  public record Passed(Instant from, Instant to, long count, String fate, String reason) {}

  /// Moves one schedule on, writing what became of the times in between: some passed, some run.
  /// Guarded by the lease.
  ///
  /// @return false when somebody else moved it
  public boolean move(
      UUID token, Firing firing, Instant next, List<Passed> passed, List<CatchUpRun> runs) {
    return database.transaction(sql -> {
      int moved =
          sql.statement(SQL.get("move"))
              .bind("shard", firing.shard())
              .bind("token", token)
              .bind("id", firing.id())
              .bind("old", firing.next())
              .bind("next", next)
              .bind("version", firing.version())
              .update();
      if (moved == 1) {
        passed.forEach(range -> insertPassed(sql, firing, range));
        runs.forEach(run -> insertCatchUp(sql, firing, run));
      }
      return moved == 1;
    });
  }

  /// A run for a nominal time that passed while nothing could fire.
  public record CatchUpRun(UUID id, Instant nominal) {}

  private static void insertCatchUp(Sql sql, Firing firing, CatchUpRun run) {
    sql.statement(SQL.get("insert_catch_up_run"))
        .bind("shard", firing.shard())
        .bind("id", firing.id())
        .bind("run", run.id())
        .bind("nominal", run.nominal())
        .update();
  }

  private static void insertPassed(Sql sql, Firing firing, Passed range) {
    sql.statement(SQL.get("insert_occurrence"))
        .bind("shard", firing.shard())
        .bind("job", firing.id())
        .bind("project", firing.project())
        .bind("from", range.from())
        .bind("to", range.to())
        .bind("count", range.count())
        .bind("fate", range.fate())
        .bind("reason", range.reason())
        .update();
  }

  /// The nominal times of a job that did not become runs, newest first.
  public List<Passed> passed(int project, UUID job, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("occurrences"))
            .bind("shard", Shards.of(job))
            .bind("job", job)
            .bind("project", project)
            .bind("limit", limit)
            .list(row ->
                new Passed(
                    row.instant("from_at"),
                    row.instant("to_at"),
                    row.number("count"),
                    row.text("fate"),
                    row.text("reason"))));
  }
}
