package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.Queries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What should have happened by now: runs that should have ended, jobs that should have succeeded.
public final class DeadlineStore {

  private static final Queries SQL = Queries.load(DeadlineStore.class, "schedules.sql");

  private final Database database;
  private final Catalog catalog;

  DeadlineStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// Live runs of some shards that should have ended and of which that has not been told.
  public List<LiveRun> late(List<Integer> shards, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("late_runs"))
            .bind("shards", shorts(shards))
            .bind("limit", limit)
            .list(row -> RunRows.live(row, catalog)));
  }

  /// It has been told of some runs of a shard that they are late.
  public void lateTold(int shard, List<UUID> runs) {
    database.autocommit(sql ->
        sql.statement(SQL.get("late_told"))
            .bind("shard", shard)
            .bind("ids", runs.toArray(UUID[]::new))
            .update());
  }

  /// A job that must succeed now and then and has not for too long, as far as its watch knows.
  ///
  /// @param since when it last succeeded, or when it began to fire
  /// @param missedAt when that was told, or null
  public record Watch(
      int shard,
      UUID job,
      int project,
      Duration within,
      Instant since,
      @Nullable Instant missedAt) {

    /// Whether it was told already.
    public boolean told() {
      return missedAt != null;
    }
  }

  /// Such jobs of some shards.
  public List<Watch> missed(List<Integer> shards, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("watches_missed"))
            .bind("shards", shorts(shards))
            .bind("limit", limit)
            .list(row ->
                new Watch(
                    row.integer("shard"),
                    row.uuid("id"),
                    row.integer("project"),
                    Duration.ofMillis(row.number("within")),
                    row.instant("since"),
                    row.instantOrNull("missed_at"))));
  }

  /// A success.
  public record Success(UUID run, Instant at) {}

  /// The newest success of a watched job since its watch began, if there was one.
  public Optional<Success> success(Watch watch) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("last_success"))
            .bind("shard", watch.shard())
            .bind("job", watch.job())
            .bind("since", watch.since())
            .first(row -> new Success(row.uuid("id"), row.instant("finished_at"))));
  }

  /// Watched jobs of a shard have succeeded.
  public void succeeded(int shard, Map<UUID, Success> successes) {
    List<Map.Entry<UUID, Success>> all = List.copyOf(successes.entrySet());
    database.autocommit(sql ->
        sql.statement(SQL.get("watch_succeeded"))
            .bind("shard", shard)
            .bind("ids", all.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
            .bind("ats", all.stream().map(one -> one.getValue().at()).toArray(Instant[]::new))
            .update());
  }

  /// It has been told that a job was missed.
  public void missedTold(Watch watch) {
    database.autocommit(sql ->
        sql.statement(SQL.get("watch_missed"))
            .bind("shard", watch.shard())
            .bind("id", watch.job())
            .bind("since", watch.since())
            .update());
  }

  private static Short[] shorts(List<Integer> shards) {
    return shards.stream().map(Integer::shortValue).toArray(Short[]::new);
  }
}
