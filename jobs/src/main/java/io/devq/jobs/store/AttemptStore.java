package io.devq.jobs.store;

import io.devq.base.RunId;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.jobs.OutcomeClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of the attempts of a run beside the run itself: how those before ended, what they
/// left for those after them, and which runs have waited too long for one.
public final class AttemptStore {

  private static final Queries SQL = Queries.load(AttemptStore.class, "attempts.sql");

  private final Database database;

  /// The attempts in `database`.
  public AttemptStore(Database database) {
    this.database = database;
  }

  private record Ended(
      long elapsedMillis, @Nullable String outcomeClass, @Nullable Integer exitCode, int count) {}

  /// How the attempts of a live run ended so far.
  public Tries tries(int shard, UUID run) {
    List<Ended> rows =
        database.autocommit(sql ->
            sql.statement(SQL.get("tries"))
                .bind("shard", shard)
                .bind("id", run)
                .list(row ->
                    new Ended(
                        row.number("elapsed_millis"),
                        row.textOrNull("class"),
                        row.integerOrNull("exit_code"),
                        row.integer("ended"))));
    Tries tries = Tries.NONE;
    for (Ended row : rows) {
      tries =
          new Tries(Duration.ofMillis(row.elapsedMillis()), tries.timeouts(), tries.byExitCode());
      if (row.outcomeClass() != null) {
        int exitCode = row.exitCode() == null ? -1 : row.exitCode();
        tries = tries.with(OutcomeClass.valueOf(row.outcomeClass()), exitCode, row.count());
      }
    }
    return tries;
  }

  /// Live runs that have been waiting longer than they may, or are under way and had to wait so
  /// long: at most `limit` of each shard, those that should have begun earliest first.
  public Map<Integer, List<UUID>> expired(Collection<Integer> shards, int limit) {
    Map<Integer, List<UUID>> expired = new HashMap<>();
    database
        .autocommit(sql ->
            sql.statement(SQL.get("expired"))
                .bind("shards", shards.stream().map(Integer::shortValue).toArray(Short[]::new))
                .bind("limit", limit)
                .list(row -> Map.entry(row.integer("shard"), row.uuid("id"))))
        .forEach(row ->
            expired.computeIfAbsent(row.getKey(), _ -> new ArrayList<>()).add(row.getValue()));
    return expired;
  }

  /// Replaces the checkpoint of a run; durable when this returns.
  ///
  /// @return false when the run does not stand at this attempt any more
  public boolean saveCheckpoint(RunId run, int attempt, String content) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("save_checkpoint"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .bind("content", content)
            .update())
        == 1;
  }

  /// The newest checkpoint of a run.
  public Optional<String> checkpoint(RunId run) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("checkpoint"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .first(row -> row.text("content")));
  }

  /// Removes the checkpoints of runs of one shard.
  public void forgetCheckpoints(int shard, Collection<UUID> runs) {
    database.autocommit(sql ->
        sql.statement(SQL.get("forget_checkpoints"))
            .bind("shard", shard)
            .bind("runs", runs.toArray(UUID[]::new))
            .update());
  }

  /// Removes a bounded number of checkpoints of runs that are over.
  public int forgetOrphans() {
    return database.autocommit(sql -> sql.statement(SQL.get("forget_orphans")).update());
  }
}
