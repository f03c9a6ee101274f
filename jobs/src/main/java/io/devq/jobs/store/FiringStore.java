package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.jobs.Schedule;
import io.devq.jobs.schedule.Fates;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// When recurring jobs fire next, and the statements that claim a nominal time by moving that on.
public final class FiringStore {

  private static final Queries SQL = Queries.load(FiringStore.class, "schedules.sql");

  private final Database database;

  /// The schedules of `database`.
  public FiringStore(Database database) {
    this.database = database;
  }

  /// A job that fires, as its owner keeps it.
  ///
  /// @param fired how many runs its schedule has had
  /// @param seed what tells its schedule from others
  public record Firing(
      int shard,
      UUID id,
      int project,
      Instant next,
      int version,
      long fired,
      Schedule.Recurring schedule,
      String seed,
      Lane lane) {

    /// The same after it has moved on.
    public Firing moved(Instant next, int runs) {
      return new Firing(shard, id, project, next, version, fired + runs, schedule, seed, lane);
    }
  }

  /// All jobs of a shard that fire.
  public List<Firing> firings(int shard) {
    return database.autocommit(
        sql -> sql.statement(SQL.get("schedules")).bind("shard", shard).list(FiringStore::firing));
  }

  /// One job that fires, or empty when it does not any more.
  public Optional<Firing> firing(int shard, UUID id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("schedule_of"))
            .bind("shard", shard)
            .bind("id", id)
            .first(FiringStore::firing));
  }

  private static Firing firing(Row row) {
    UUID id = row.uuid("id");
    ScheduleCodec.Stored stored = ScheduleCodec.read(row.text("schedule"));
    return new Firing(
        row.integer("shard"),
        id,
        row.integer("project"),
        row.instant("next_at"),
        row.integer("version"),
        row.number("fired"),
        stored.schedule(),
        stored.seed() == null ? id.toString() : stored.seed(),
        new Lane(row.integer("lane")));
  }

  /// The runs of a shard's recurring jobs that are not over, by job; without those of backfills.
  public Map<UUID, Set<UUID>> live(int shard) {
    return database.autocommit(sql ->
        byJob(
            sql.statement(SQL.get("live_of_shard"))
                .bind("shard", shard)
                .list(row -> Map.entry(row.uuid("job"), row.uuid("id")))));
  }

  /// The runs of some recurring jobs of a shard that are not over; without those of backfills.
  public Map<UUID, Set<UUID>> live(int shard, Collection<UUID> jobs) {
    return database.autocommit(sql ->
        byJob(
            sql.statement(SQL.get("live_of_jobs"))
                .bind("shard", shard)
                .bind("jobs", jobs.toArray(UUID[]::new))
                .list(row -> Map.entry(row.uuid("job"), row.uuid("id")))));
  }

  private static Map<UUID, Set<UUID>> byJob(List<Map.Entry<UUID, UUID>> rows) {
    Map<UUID, Set<UUID>> live = new HashMap<>();
    rows.forEach(
        row -> live.computeIfAbsent(row.getKey(), _ -> new HashSet<>()).add(row.getValue()));
    return live;
  }

  /// A nominal time to claim: the schedule moves on to `next` and the run is inserted, both or
  /// none.
  ///
  /// @param due when the run is due if that is after now, or null for at once
  public record Fire(Firing firing, Instant next, UUID run, @Nullable Instant due) {}

  /// Claims nominal times of one shard, guarded by its lease.
  ///
  /// @return how many became runs
  public int fire(int shard, UUID token, List<Fire> fires) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("fire"))
            .bind("shard", shard)
            .bind("token", token)
            .bind("ids", all(fires, fire -> fire.firing().id(), new UUID[0]))
            .bind("olds", all(fires, fire -> fire.firing().next(), new Instant[0]))
            .bind("nexts", all(fires, Fire::next, new Instant[0]))
            .bind("versions", all(fires, fire -> fire.firing().version(), new Integer[0]))
            .bind("runs", all(fires, Fire::run, new UUID[0]))
            .bind("dues", fires.stream().map(Fire::due).toArray(Instant[]::new))
            .update());
  }

  /// A schedule to move on with everything that became of the times in between.
  ///
  /// @param passed ranges of times that did not become runs; one that starts where a stored range
  ///   starts makes that one longer
  /// @param ends whether nothing will come any more
  public record Move(
      Firing firing, Instant next, List<Fates.Passed> passed, List<NewRun> runs, boolean ends) {}

  /// A run for a nominal time.
  ///
  /// @param due when it is due if that is after now, or null for at once
  public record NewRun(UUID id, Instant nominal, @Nullable Instant due) {}

  private record Of<T>(UUID job, T what) {}

  /// Moves schedules of one shard on, guarded by its lease.
  ///
  /// @return how many were moved; the others somebody else has moved or changed
  public int move(int shard, UUID token, List<Move> moves) {
    List<Of<Fates.Passed>> passed =
        moves.stream()
            .flatMap(move -> move.passed().stream().map(p -> new Of<>(move.firing().id(), p)))
            .toList();
    List<Of<NewRun>> runs =
        moves.stream()
            .flatMap(move -> move.runs().stream().map(r -> new Of<>(move.firing().id(), r)))
            .toList();
    return database.autocommit(sql ->
        sql.statement(SQL.get("move"))
            .bind("shard", shard)
            .bind("token", token)
            .bind("ids", all(moves, move -> move.firing().id(), new UUID[0]))
            .bind("olds", all(moves, move -> move.firing().next(), new Instant[0]))
            .bind("nexts", all(moves, Move::next, new Instant[0]))
            .bind("versions", all(moves, move -> move.firing().version(), new Integer[0]))
            .bind("counts", all(moves, move -> move.runs().size(), new Integer[0]))
            .bind("ends", all(moves, Move::ends, new Boolean[0]))
            .bind("passed", all(passed, Of::job, new UUID[0]))
            .bind("froms", all(passed, p -> p.what().from(), new Instant[0]))
            .bind("tos", all(passed, p -> p.what().to(), new Instant[0]))
            .bind("lengths", all(passed, p -> p.what().count(), new Long[0]))
            .bind("fates", all(passed, p -> p.what().reason().fate().name(), new String[0]))
            .bind("reasons", all(passed, p -> p.what().reason().name(), new String[0]))
            .bind("notes", passed.stream().map(p -> p.what().note()).toArray(String[]::new))
            .bind("run_jobs", all(runs, Of::job, new UUID[0]))
            .bind("runs", all(runs, r -> r.what().id(), new UUID[0]))
            .bind("nominals", all(runs, r -> r.what().nominal(), new Instant[0]))
            .bind("dues", runs.stream().map(r -> r.what().due()).toArray(Instant[]::new))
            .one(row -> row.integer("moved")));
  }

  private static <T, V> V[] all(List<T> from, Function<T, V> part, V[] none) {
    return from.stream().map(part).toList().toArray(none);
  }
}
