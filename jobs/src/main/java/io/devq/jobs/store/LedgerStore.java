package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.schedule.Fates.Passed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What became of each nominal time of recurring jobs: those that became runs are runs, the others
/// are ranges with a reason.
public final class LedgerStore {

  private static final Queries SQL = Queries.load(LedgerStore.class, "schedules.sql");

  private final Database database;

  /// The ledger of `database`.
  public LedgerStore(Database database) {
    this.database = database;
  }

  /// Writes a range, inside a transaction.
  public static void write(Sql sql, int project, UUID job, Passed range) {
    sql.statement(SQL.get("insert_occurrence"))
        .bind("shard", Shards.of(job))
        .bind("job", job)
        .bind("project", project)
        .bind("from", range.from())
        .bind("to", range.to())
        .bind("count", range.count())
        .bind("fate", range.reason().fate().name())
        .bind("reason", range.reason().name())
        .bind("note", range.note())
        .update();
  }

  /// The ranges of a job that begin before a moment, newest first.
  public List<Passed> passed(int project, UUID job, Instant before, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("occurrences"))
            .bind("shard", Shards.of(job))
            .bind("job", job)
            .bind("project", project)
            .bind("before", before)
            .bind("limit", limit)
            .list(row ->
                new Passed(
                    row.instant("from_at"),
                    row.instant("to_at"),
                    row.number("count"),
                    Reason.valueOf(row.text("reason")),
                    row.textOrNull("note"))));
  }

  /// A nominal time that became a run.
  public record Ran(UUID run, Instant nominal) {}

  /// The nominal times of a job before a moment that became runs, newest first.
  public List<Ran> ran(int project, UUID job, Instant before, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("nominal_runs"))
            .bind("shard", Shards.of(job))
            .bind("job", job)
            .bind("project", project)
            .bind("before", before)
            .bind("limit", limit)
            .list(row -> new Ran(row.uuid("id"), row.instant("nominal"))));
  }
}
