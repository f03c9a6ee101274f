package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunFilter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs by id and in lists, live and ended; and the partitions that ended runs are kept in.
public final class HistoryStore {

  /// A position after every id.
  public static final UUID AFTER_ALL = new UUID(-1L, -1L);

  private static final Queries SQL = Queries.load(HistoryStore.class, "runs.sql");
  private static final Short[] ALL_SHARDS =
      IntStream.range(0, Shards.COUNT).mapToObj(shard -> (short) shard).toArray(Short[]::new);

  private final Database database;
  private final Catalog catalog;

  /// The runs of `database`.
  public HistoryStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// An ended run.
  public record FinalRun(
      int shard,
      Lane lane,
      UUID id,
      int project,
      @Nullable UUID job,
      @Nullable Instant nominal,
      Instant due,
      Instant createdAt,
      int attempt,
      JobSpec spec,
      String state,
      Instant finishedAt,
      RunStore.EndedAttempt last,
      @Nullable String result) {}

  /// A live run.
  public Optional<LiveRun> live(int project, int shard, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("live_run"))
            .bind("shard", shard)
            .bind("id", id)
            .bind("project", project)
            .first(row -> RunRows.live(row, catalog)));
  }

  /// An ended run.
  public Optional<FinalRun> ended(int project, int shard, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("final_run"))
            .bind("shard", shard)
            .bind("id", id)
            .bind("project", project)
            .first(this::finalRun));
  }

  /// Live one-time jobs of one shard by id.
  public List<LiveRun> live(int project, int shard, Collection<UUID> ids) {
    return database.autocommit(sql ->
        byId(sql, "live_runs_by_id", project, shard, ids).list(row -> RunRows.live(row, catalog)));
  }

  /// Ended one-time jobs of one shard by id.
  public List<FinalRun> ended(int project, int shard, Collection<UUID> ids) {
    return database.autocommit(
        sql -> byId(sql, "final_runs_by_id", project, shard, ids).list(this::finalRun));
  }

  private static Sql.Statement byId(
      Sql sql, String query, int project, int shard, Collection<UUID> ids) {
    return sql.statement(SQL.get(query))
        .bind("shard", shard)
        .bind("ids", ids.toArray(UUID[]::new))
        .bind("project", project);
  }

  /// Live runs before an id, newest first.
  ///
  /// @param once only those of jobs that run once; has no effect on a filter by job
  public List<LiveRun> live(int project, RunFilter filter, UUID before, int limit, boolean once) {
    return database.autocommit(sql -> {
      Sql.Statement statement = listing(sql, "live_runs", filter, before, project, limit, once);
      return statement.list(row -> RunRows.live(row, catalog));
    });
  }

  /// How many waiting runs go before one, counted up to a bound.
  ///
  /// @param lanes the lanes whose runs do, each with the due time until which they do
  public long ahead(LiveRun run, Map<Lane, Instant> lanes, int bound) {
    List<Map.Entry<Lane, Instant>> parts = List.copyOf(lanes.entrySet());
    return database.autocommit(sql ->
        sql.statement(SQL.get("runs_ahead"))
            .bind("shards", ALL_SHARDS)
            .bind("lanes", parts.stream().map(p -> p.getKey().number()).toArray(Integer[]::new))
            .bind("dues", parts.stream().map(p -> p.getValue()).toArray(Instant[]::new))
            .bind("id", run.id())
            .bind("bound", bound)
            .one(row -> row.number("runs")));
  }

  /// Ended runs before an id, newest first.
  ///
  /// @param once only those of jobs that run once; has no effect on a filter by job
  public List<FinalRun> ended(int project, RunFilter filter, UUID before, int limit, boolean once) {
    return database.autocommit(sql -> {
      Sql.Statement statement = listing(sql, "final_runs", filter, before, project, limit, once);
      statement.bind("state", filter.state() == null ? null : filter.state().name());
      statement.bind("class", filter.outcomeClass() == null ? null : filter.outcomeClass().name());
      return statement.list(this::finalRun);
    });
  }

  /// Live runs of one shard after an id, in order of their ids; whatever state the filter asks for.
  public List<LiveRun> matching(int project, int shard, RunFilter filter, UUID after, int limit) {
    return database.autocommit(sql ->
        match(sql, "matching_runs", project, shard, filter, after, limit)
            .list(row -> RunRows.live(row, catalog)));
  }

  /// Ended runs of one shard after an id, in order of their ids.
  public List<FinalRun> matchingEnded(
      int project, int shard, RunFilter filter, UUID after, int limit) {
    return database.autocommit(sql ->
        match(sql, "matching_final_runs", project, shard, filter, after, limit)
            .bind("state", filter.state())
            .bind("class", filter.outcomeClass())
            .list(this::finalRun));
  }

  private Sql.Statement match(
      Sql sql, String query, int project, int shard, RunFilter filter, UUID after, int limit) {
    Sql.Statement statement =
        sql.statement(SQL.get(query))
            .bind("shard", shard)
            .bind("project", project)
            .bind("after", after)
            .bind("limit", limit)
            .bind("job", filter.job() == null ? null : filter.job().value());
    return bindFilter(statement, project, filter);
  }

  private Sql.Statement listing(
      Sql sql, String query, RunFilter filter, UUID before, int project, int limit, boolean once) {
    boolean ofJob = filter.job() != null;
    Sql.Statement statement = sql.statement(SQL.get(ofJob ? query + "_of_job" : query));
    statement.bind("project", project).bind("before", before).bind("limit", limit);
    if (filter.job() != null) {
      return statement.bind("shard", filter.job().shard()).bind("job", filter.job().value());
    }
    statement.bind("shards", ALL_SHARDS).bind("once", once);
    return bindFilter(statement, project, filter);
  }

  private Sql.Statement bindFilter(Sql.Statement statement, int project, RunFilter filter) {
    return statement
        .bind("owner", filter.owner())
        .bind("type", filter.type())
        .bind("queue", queueNumber(project, filter.queue()))
        .bind("tag", filter.search().tagName())
        .bind("value", filter.search().tagValue())
        .bind("text", filter.search().text())
        .bind("since", filter.search().since())
        .bind("until", filter.search().until());
  }

  private @Nullable Integer queueNumber(int project, @Nullable String name) {
    if (name == null) {
      return null;
    }
    Catalog.Queue queue = catalog.existingQueue(project, name);
    return queue == null ? -1 : (Integer) queue.number();
  }

  private FinalRun finalRun(Row row) {
    Lane lane = new Lane(row.integer("lane"));
    return new FinalRun(
        row.integer("shard"),
        lane,
        row.uuid("id"),
        row.integer("project"),
        row.uuidOrNull("job"),
        row.instantOrNull("nominal"),
        row.instant("due"),
        row.instant("created_at"),
        row.integer("attempt"),
        RunRows.spec(row, lane, catalog),
        row.text("state"),
        row.instant("finished_at"),
        new RunStore.EndedAttempt(
            row.uuidOrNull("worker"),
            row.instantOrNull("claimed_at"),
            row.instantOrNull("started_at"),
            String.valueOf(row.textOrNull("class")),
            row.textOrNull("reason"),
            row.integerOrNull("exit_code"),
            row.textOrNull("log_name"),
            row.number("log_bytes"),
            row.flag("log_complete")),
        row.textOrNull("result"));
  }
}
