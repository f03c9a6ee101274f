package io.devq.jobs.store;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.jobs.Dependency;
import io.devq.jobs.Dependency.When;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Who waits for whom: one row for each pair, in the shard of the job that is waited for, until
/// that job has ended and the one that waits was told.
public final class DependencyStore {

  private static final Queries SQL = Queries.load(DependencyStore.class, "keys.sql");
  private static final Short[] ALL_SHARDS =
      IntStream.range(0, Shards.COUNT).mapToObj(shard -> (short) shard).toArray(Short[]::new);

  private final Database database;

  /// The dependencies in `database`.
  DependencyStore(Database database) {
    this.database = database;
  }

  /// A job that has ended, and one that waits for it.
  ///
  /// @param state how it ended, or null when its history has been dropped
  public record Ended(
      int shard,
      UUID prerequisite,
      UUID dependant,
      int project,
      When when,
      @Nullable String state) {

    /// Whether the dependant may go on.
    boolean satisfied() {
      return switch (when) {
        case ANY -> true;
        case SUCCESS -> "SUCCEEDED".equals(state);
        case FAILURE -> state != null && !state.equals("SUCCEEDED");
      };
    }

    /// What the dependant is told: nothing when it may go on, else why it cannot.
    @Nullable String argument() {
      if (satisfied()) {
        return null;
      }
      String job = new JobId(prerequisite).text();
      return state == null
          ? "its prerequisite " + job + " is not in history any more"
          : "its prerequisite " + job + " ended as " + state;
    }
  }

  /// Those of some jobs that have ended and that others wait for.
  public List<Ended> ended(Collection<UUID> jobs, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("ended_prerequisites"))
            .bind("shards", shards(jobs.stream().map(Shards::of).distinct().toList()))
            .bind("ids", jobs.toArray(UUID[]::new))
            .bind("limit", limit)
            .list(DependencyStore::ended));
  }

  /// All jobs of some shards that have ended and that others wait for.
  public List<Ended> ended(List<Integer> shards, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("all_ended_prerequisites"))
            .bind("shards", shards(shards))
            .bind("limit", limit)
            .list(DependencyStore::ended));
  }

  private static Short[] shards(Collection<Integer> shards) {
    return shards.stream().map(Integer::shortValue).toArray(Short[]::new);
  }

  private static Ended ended(Row row) {
    return new Ended(
        row.integer("shard"),
        row.uuid("prerequisite"),
        row.uuid("dependant"),
        row.integer("project"),
        When.valueOf(row.text("condition")),
        row.textOrNull("state"));
  }

  /// Tells those that wait, each once whoever else tells them: takes the rows away and appends a
  /// signal for each, all or none.
  public void tell(List<Ended> ended, IdSource ids) {
    database.inTransaction(sql -> {
      Set<List<UUID>> ours = new HashSet<>();
      ended.stream()
          .collect(Collectors.groupingBy(Ended::shard, TreeMap::new, Collectors.toList()))
          .forEach((shard, ofShard) -> ours.addAll(drop(sql, shard, ofShard)));
      List<Signal> signals = new ArrayList<>();
      for (Ended one : ended) {
        if (ours.contains(List.of(one.prerequisite(), one.dependant()))) {
          UUID id = ids.next(Shards.of(one.dependant()));
          signals.add(new Signal(id, one.project(), Kind.RELEASE, one.dependant(), one.argument()));
        }
      }
      SignalStore.appendAll(sql, signals);
    });
  }

  private static List<List<UUID>> drop(Sql sql, int shard, List<Ended> ended) {
    return sql.statement(SQL.get("drop_dependencies"))
        .bind("shard", shard)
        .bind("prerequisites", ended.stream().map(Ended::prerequisite).toArray(UUID[]::new))
        .bind("dependants", ended.stream().map(Ended::dependant).toArray(UUID[]::new))
        .list(row -> List.of(row.uuid("prerequisite"), row.uuid("dependant")));
  }

  /// Whether anybody waits for anybody.
  public boolean any() {
    return database.autocommit(
        sql -> sql.statement(SQL.get("any_dependency")).one(row -> row.flag("found")));
  }

  /// Some of the jobs that one still waits for.
  public List<Dependency> prerequisites(UUID dependant, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("prerequisites"))
            .bind("shards", ALL_SHARDS)
            .bind("dependant", dependant)
            .bind("limit", limit)
            .list(row ->
                new Dependency(
                    new JobId(row.uuid("prerequisite")), When.valueOf(row.text("condition")))));
  }
}
