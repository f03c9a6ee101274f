package io.devq.jobs.store;

import io.devq.base.Failpoint;
import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The live runs: appended by anyone, read forward and moved by their owner.
public final class RunStore {

  private static final Queries SQL = Queries.load(RunStore.class, "runs.sql");

  private final Database database;
  private final Catalog catalog;

  /// The live runs of `database`.
  public RunStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// A one-time job to append.
  ///
  /// @param waits for how many other jobs it waits
  public record NewRun(UUID id, Lane lane, JobSpec spec, int waits) {

    /// One that waits for no other.
    public NewRun(UUID id, Lane lane, JobSpec spec) {
      this(id, lane, spec, 0);
    }

    @Nullable Long gate() {
      return LiveRun.Gate.group(spec.sharing(), null);
    }
  }

  /// Where new work stands: tells an owner to read that lane from `firstDue` on.
  public record Hint(int shard, Lane lane, Instant firstDue) {}

  /// A reading position: everything after (`due`, `id`) in one lane of one shard, at most `limit`
  /// rows.
  ///
  /// @param group only runs of this group; null for all runs but those of groups read apart
  public record Cursor(
      int shard, Lane lane, @Nullable Long group, Instant due, UUID id, int limit) {}

  /// What to read.
  ///
  /// @param apart of each lane the groups that have cursors of their own and are left out of the
  ///   lane's own ones
  public record Reads(List<Cursor> cursors, Map<Lane, Set<Long>> apart) {

    /// A part of it.
    public Reads part(int from, int to) {
      return new Reads(cursors.subList(from, to), apart);
    }
  }

  /// What was appended: the ids that were new, and where those stand that do not wait for others.
  record Appended(List<UUID> ids, List<Hint> hints) {}

  /// Appends one-time jobs of one project and one shard, inside a transaction. Fewer runs than
  /// given are new when a caller's id was there already.
  static Appended append(Sql sql, int project, int shard, List<NewRun> runs) {
    List<UUID> ids = new ArrayList<>(runs.size());
    List<Hint> hints = new ArrayList<>();
    bindNew(sql, project, shard, runs)
        .list(row -> {
          ids.addAll(List.of(row.uuids("ids")));
          return new Hint(shard, new Lane(row.integer("lane")), row.instant("first_due"));
        })
        .stream()
        .filter(hint -> !hint.firstDue().equals(LiveRun.NEVER))
        .forEach(hints::add);
    return new Appended(ids, hints);
  }

  private static Sql.Statement bindNew(Sql sql, int project, int shard, List<NewRun> runs) {
    return sql.statement(SQL.get("insert_runs"))
        .bind("shard", shard)
        .bind("project", project)
        .bind("ids", runs.stream().map(NewRun::id).toArray(UUID[]::new))
        .bind("lanes", runs.stream().map(run -> run.lane().number()).toArray(Integer[]::new))
        .bind("gates", runs.stream().map(NewRun::gate).toArray(Long[]::new))
        .bind("ats", runs.stream().map(run -> at(run.spec())).toArray(Instant[]::new))
        .bind("delays", runs.stream().map(run -> delay(run.spec())).toArray(Long[]::new))
        .bind("waits", runs.stream().map(NewRun::waits).toArray(Integer[]::new))
        .bind(
            "priorities",
            runs.stream().map(run -> (short) run.spec().priority()).toArray(Short[]::new))
        .bind("types", runs.stream().map(run -> run.spec().type()).toArray(String[]::new))
        .bind("owners", runs.stream().map(run -> run.spec().owner()).toArray(String[]::new))
        .bind("payloads", runs.stream().map(run -> run.spec().payload()).toArray(String[]::new))
        .bind(
            "settings",
            runs.stream().map(run -> SpecCodec.settings(run.spec())).toArray(String[]::new))
        .bind("finishes", runs.stream().map(run -> finishWithin(run.spec())).toArray(Long[]::new));
  }

  private static @Nullable Long finishWithin(JobSpec spec) {
    Duration within = spec.limits().finishWithin();
    return within == null ? null : (Long) within.toMillis();
  }

  private static @Nullable Instant at(JobSpec spec) {
    return spec.schedule() instanceof Schedule.At at ? at.time() : null;
  }

  private static Long delay(JobSpec spec) {
    return spec.schedule() instanceof Schedule.After after ? after.delay().toMillis() : 0L;
  }

  /// Makes a waiting one-time job another, inside a transaction.
  ///
  /// @param keepDue whether it is due when it was, whatever the schedule in `spec` says
  /// @return where it stands now, or empty when it is not at this attempt any more
  static Optional<Hint> change(Sql sql, LiveRun run, Lane lane, JobSpec spec, boolean keepDue) {
    return sql.statement(SQL.get("change_run"))
        .bind("shard", run.shard())
        .bind("id", run.id())
        .bind("attempt", run.attempt())
        .bind("lane", lane.number())
        .bind("gate", LiveRun.Gate.group(spec.sharing(), null))
        .bind("priority", (short) spec.priority())
        .bind("type", spec.type())
        .bind("owner", spec.owner())
        .bind("payload", spec.payload())
        .bind("settings", SpecCodec.settings(spec))
        .bind("keep", keepDue)
        .bind("at", at(spec))
        .bind("delay", delay(spec))
        .bind("finish", finishWithin(spec))
        .first(row -> new Hint(run.shard(), new Lane(row.integer("lane")), row.instant("due")));
  }

  /// Tells runs of one shard that so many of their prerequisites have ended, inside a transaction.
  ///
  /// @return where those stand that wait for no more
  static List<Hint> release(Sql sql, int shard, Map<UUID, Integer> counts) {
    List<Map.Entry<UUID, Integer>> ordered = List.copyOf(counts.entrySet());
    return sql
        .statement(SQL.get("release_runs"))
        .bind("shard", shard)
        .bind("ids", ordered.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
        .bind("counts", ordered.stream().map(Map.Entry::getValue).toArray(Integer[]::new))
        .list(row -> new Hint(shard, new Lane(row.integer("lane")), row.instant("due")))
        .stream()
        .filter(hint -> !hint.firstDue().equals(LiveRun.NEVER))
        .toList();
  }

  /// Gives waiting runs of one shard another priority.
  ///
  /// @return where those stand that were still at their attempts
  public List<Hint> reprioritise(int shard, List<LiveRun> runs, int priority) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("reprioritise_runs"))
            .bind("shard", shard)
            .bind("priority", (short) priority)
            .bind("ids", runs.stream().map(LiveRun::id).toArray(UUID[]::new))
            .bind("attempts", runs.stream().map(LiveRun::attempt).toArray(Integer[]::new))
            .bind(
                "lanes",
                runs.stream()
                    .map(run -> run.lane().withPriority(priority).number())
                    .toArray(Integer[]::new))
            .list(row -> new Hint(shard, new Lane(row.integer("lane")), row.instant("due"))));
  }

  /// A live run, inside a transaction.
  static Optional<LiveRun> find(Sql sql, int project, UUID id, Catalog catalog) {
    return sql.statement(SQL.get("live_run"))
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .bind("project", project)
        .first(row -> RunRows.live(row, catalog));
  }

  /// For how many jobs a run still waits.
  public int waits(LiveRun run) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("waits"))
            .bind("shard", run.shard())
            .bind("id", run.id())
            .first(row -> row.integer("waits"))
            .orElse(0));
  }

  /// Appends a run of a recurring job, due now.
  public Optional<Hint> appendOf(int shard, UUID job, int project, UUID run) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("insert_run_of_job"))
            .bind("shard", shard)
            .bind("id", run)
            .bind("job", job)
            .bind("project", project)
            .first(row -> new Hint(shard, new Lane(row.integer("lane")), row.instant("due"))));
  }

  /// Reads all cursors forward, each in due order, up to a second ahead of the clock.
  public List<LiveRun> readAhead(Reads reads) {
    List<Cursor> plain = new ArrayList<>();
    List<Cursor> grouped = new ArrayList<>();
    Map<Lane, List<Cursor>> others = new HashMap<>();
    for (Cursor cursor : reads.cursors()) {
      if (cursor.group() != null) {
        grouped.add(cursor);
      } else if (reads.apart().containsKey(cursor.lane())) {
        others.computeIfAbsent(cursor.lane(), _ -> new ArrayList<>()).add(cursor);
      } else {
        plain.add(cursor);
      }
    }
    return database.autocommit(sql -> {
      List<LiveRun> rows = new ArrayList<>();
      if (!plain.isEmpty()) {
        rows.addAll(read(bindCursors(sql.statement(SQL.get("read_ahead")), plain)));
      }
      if (!grouped.isEmpty()) {
        Long[] groups = grouped.stream().map(Cursor::group).toArray(Long[]::new);
        rows.addAll(
            read(
                bindCursors(sql.statement(SQL.get("read_groups")), grouped)
                    .bind("groups", groups)));
      }
      others.forEach((lane, cursors) -> {
        Long[] apart = reads.apart().getOrDefault(lane, Set.of()).toArray(Long[]::new);
        rows.addAll(
            read(bindCursors(sql.statement(SQL.get("read_others")), cursors).bind("apart", apart)));
      });
      return rows;
    });
  }

  private static Sql.Statement bindCursors(Sql.Statement statement, List<Cursor> cursors) {
    return statement
        .bind(
            "shards", cursors.stream().map(cursor -> (short) cursor.shard()).toArray(Short[]::new))
        .bind(
            "lanes", cursors.stream().map(cursor -> cursor.lane().number()).toArray(Integer[]::new))
        .bind("dues", cursors.stream().map(Cursor::due).toArray(Instant[]::new))
        .bind("ids", cursors.stream().map(Cursor::id).toArray(UUID[]::new))
        .bind("limits", cursors.stream().map(Cursor::limit).toArray(Integer[]::new));
  }

  private List<LiveRun> read(Sql.Statement statement) {
    return statement.list(row -> RunRows.live(row, catalog));
  }

  /// Reads runs by id.
  public List<LiveRun> read(int shard, Collection<UUID> ids) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("read_runs"))
            .bind("shard", shard)
            .bind("ids", ids.toArray(UUID[]::new))
            .list(row -> RunRows.live(row, catalog)));
  }

  /// The lanes in which anything stands.
  public List<Map.Entry<Integer, Lane>> lanes(Collection<Integer> shards) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("lanes"))
            .bind("shards", shards.stream().map(Integer::shortValue).toArray(Short[]::new))
            .list(row -> Map.entry(row.integer("shard"), new Lane(row.integer("lane")))));
  }

  /// How many due runs stand in a lane, those under way among them, counted up to a bound.
  public long due(Collection<Integer> shards, Lane lane, int bound) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("due_runs"))
            .bind("shards", shards.stream().map(Integer::shortValue).toArray(Short[]::new))
            .bind("lane", lane.number())
            .bind("bound", bound)
            .one(row -> row.number("runs")));
  }

  /// How many live runs each recurring job of a shard has.
  public Map<UUID, Integer> liveRunsOfJobs(int shard) {
    Map<UUID, Integer> counts = new HashMap<>();
    database
        .autocommit(sql ->
            sql.statement(SQL.get("live_runs_of_jobs"))
                .bind("shard", shard)
                .list(row -> Map.entry(row.uuid("job"), row.integer("runs"))))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /// The database's clock.
  ///
  /// @param openTransactions how long the oldest writing transaction has been open, in seconds
  public record Clock(Instant now, double openTransactions) {}

  /// Reads the database's clock.
  public Clock clock() {
    return database.autocommit(sql ->
        sql.statement(SQL.get("clock"))
            .one(row -> new Clock(row.instant("now"), row.decimal("open_seconds"))));
  }

  /// How an attempt ended that did not end its run, and what comes next.
  ///
  /// @param fence the number of the attempt that ended
  /// @param delayMillis until the next attempt is due
  public record Retry(
      LiveRun run, int fence, int failures, int lost, long delayMillis, EndedAttempt ended) {}

  /// What is known of an ended attempt.
  public record EndedAttempt(
      @Nullable UUID worker,
      @Nullable Instant claimedAt,
      @Nullable Instant startedAt,
      String outcomeClass,
      @Nullable String reason,
      @Nullable Integer exitCode,
      @Nullable String logName,
      long logBytes,
      boolean logComplete) {}

  /// Gives a run its next attempt.
  ///
  /// @return where it stands now, or empty when the attempt had been replaced
  public Optional<Hint> retry(Retry retry) {
    LiveRun run = retry.run();
    Lane lane = run.lane().retried();
    return database.transaction(sql -> {
      Optional<Hint> hint =
          sql.statement(SQL.get("retry_run"))
              .bind("shard", run.shard())
              .bind("id", run.id())
              .bind("attempt", retry.fence())
              .bind("failures", (short) retry.failures())
              .bind("lost", (short) retry.lost())
              .bind("lane", lane.number())
              .bind("in_order", lane.kind() == Lane.Kind.ORDERED)
              .bind("delay", retry.delayMillis())
              .first(row -> new Hint(run.shard(), lane, row.instant("due")));
      if (hint.isPresent()) {
        insertAttempt(sql, run, retry.fence(), retry.ended());
      }
      return hint;
    });
  }

  private static void insertAttempt(Sql sql, LiveRun run, int number, EndedAttempt ended) {
    sql.statement(SQL.get("insert_attempt"))
        .bind("shard", run.shard())
        .bind("run", run.id())
        .bind("number", number)
        .bind("project", run.project())
        .bind("worker", ended.worker())
        .bind("claimed", ended.claimedAt())
        .bind("started", ended.startedAt())
        .bind("class", ended.outcomeClass())
        .bind("reason", ended.reason())
        .bind("exit", ended.exitCode())
        .bind("log_name", ended.logName())
        .bind("log_bytes", ended.logBytes())
        .bind("log_complete", ended.logComplete())
        .update();
  }

  /// A run that is over.
  ///
  /// @param fence the attempt the run must still stand at
  /// @param attempts how many attempts were begun
  /// @param next one-time jobs that are submitted with it, in its shard
  public record Ending(
      LiveRun run,
      int fence,
      int attempts,
      String state,
      EndedAttempt last,
      @Nullable String result,
      List<NewRun> next) {

    /// An ending that nothing follows.
    public Ending(
        LiveRun run,
        int fence,
        int attempts,
        String state,
        EndedAttempt last,
        @Nullable String result) {
      this(run, fence, attempts, state, last, result, List.of());
    }

    /// The same with what follows.
    public Ending followedBy(List<NewRun> runs) {
      return new Ending(run, fence, attempts, state, last, result, List.copyOf(runs));
    }
  }

  /// What became of endings that something follows.
  ///
  /// @param moved for each whether it was moved to history, and what follows it submitted
  /// @param hints where that stands
  public record Moved(List<Boolean> moved, List<Hint> hints) {}

  /// Moves ended runs to history and submits what follows them, as one transaction: what follows is
  /// there exactly if its run was moved.
  public Moved finishAndFollow(List<Ending> endings) {
    return database.transaction(sql -> {
      Sql.Batch batch = sql.batch(SQL.get("finish_runs"));
      endings.forEach(ending -> bindGroup(batch, List.of(ending)).add());
      int[] counts = batch.execute();
      List<Boolean> moved = IntStream.of(counts).mapToObj(count -> count == 1).toList();
      List<Hint> hints = new ArrayList<>();
      followers(endings, moved)
          .forEach((home, next) ->
              hints.addAll(append(sql, home.project(), home.shard(), next).hints()));
      Failpoint.pass("outcome.with-follow-ups");
      return new Moved(moved, hints);
    });
  }

  /// Moves ended runs to history, one statement for each shard and fence.
  ///
  /// @param groups the endings; those of one group are of one shard and one fence
  /// @return for each group how many were moved
  public int[] finish(List<List<Ending>> groups) {
    ArrayList<List<Ending>> ordered = new ArrayList<>(groups);
    return database.autocommit(sql -> {
      Sql.Batch batch = sql.batch(SQL.get("finish_runs"));
      ordered.forEach(group -> bindGroup(batch, group).add());
      return batch.execute();
    });
  }

  private record Home(int project, int shard) {}

  /// What follows the endings that were moved, by where it lives.
  private static Map<Home, List<NewRun>> followers(List<Ending> endings, List<Boolean> moved) {
    Map<Home, List<NewRun>> followers = new HashMap<>();
    for (int i = 0; i < endings.size(); i++) {
      if (moved.get(i)) {
        LiveRun run = endings.get(i).run();
        followers
            .computeIfAbsent(new Home(run.project(), run.shard()), _ -> new ArrayList<>())
            .addAll(endings.get(i).next());
      }
    }
    return followers;
  }

  private static Sql.Batch bindGroup(Sql.Batch batch, List<Ending> group) {
    return batch
        .bind("shard", group.getFirst().run().shard())
        .bind("attempt", group.getFirst().fence())
        .bind("ids", group.stream().map(ending -> ending.run().id()).toArray(UUID[]::new))
        .bind(
            "retentions",
            group.stream()
                .map(ending -> (short) ending.run().spec().retention().ordinal())
                .toArray(Short[]::new))
        .bind("attempts", group.stream().map(Ending::attempts).toArray(Integer[]::new))
        .bind("states", group.stream().map(Ending::state).toArray(String[]::new))
        .bind(
            "classes",
            group.stream().map(ending -> ending.last().outcomeClass()).toArray(String[]::new))
        .bind(
            "reasons", group.stream().map(ending -> ending.last().reason()).toArray(String[]::new))
        .bind("workers", group.stream().map(ending -> ending.last().worker()).toArray(UUID[]::new))
        .bind(
            "claimeds",
            group.stream().map(ending -> ending.last().claimedAt()).toArray(Instant[]::new))
        .bind(
            "starteds",
            group.stream().map(ending -> ending.last().startedAt()).toArray(Instant[]::new))
        .bind(
            "exits", group.stream().map(ending -> ending.last().exitCode()).toArray(Integer[]::new))
        .bind("results", group.stream().map(Ending::result).toArray(String[]::new))
        .bind(
            "log_names",
            group.stream().map(ending -> ending.last().logName()).toArray(String[]::new))
        .bind(
            "log_bytes",
            group.stream().map(ending -> ending.last().logBytes()).toArray(Long[]::new))
        .bind(
            "log_completes",
            group.stream().map(ending -> ending.last().logComplete()).toArray(Boolean[]::new));
  }

  /// The attempt and state with which a run ended, or empty when it is not over.
  public Optional<Map.Entry<Integer, String>> finalAttempt(int shard, UUID run) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("final_attempt"))
            .bind("shard", shard)
            .bind("id", run)
            .first(row -> Map.entry(row.integer("attempt"), row.text("state"))));
  }
}
