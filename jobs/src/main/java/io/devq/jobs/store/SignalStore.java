package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What anybody wants of a run or a job, told to its owner: appended by anyone, read forward and
/// answered by the owner.
public final class SignalStore {

  private static final Queries SQL = Queries.load(SignalStore.class, "signals.sql");

  private final Database database;
  private final Catalog catalog;

  /// The signals of `database`.
  public SignalStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// What is wanted.
  public enum Kind {
    /// The run `target` shall end; the argument says who asks.
    CANCEL,
    /// The schedule of the job `target` has changed.
    SCHEDULE,
    /// The waiting one-time job `target` shall become what the argument, a [RunChange], says.
    CHANGE,
    /// A job that the run `target` waits for has ended; the argument is a [Release].
    RELEASE,
    /// Many runs of the shard of `target` shall end or change; the argument is a [BulkWish].
    BULK,
    /// The handler of the run `target` has committed its work; the argument is a [Completion].
    COMPLETED
  }

  /// Something wanted.
  public record Signal(UUID id, int project, Kind kind, UUID target, @Nullable String argument) {

    /// The shard of what it is about.
    public int shard() {
      return Shards.of(target);
    }
  }

  /// Appends a signal.
  public void append(Signal signal) {
    database.autocommit(sql -> {
      append(sql, signal);
      return signal;
    });
  }

  /// Appends a signal, inside a transaction.
  public static void append(Sql sql, Signal signal) {
    append(sql, signal.shard(), List.of(signal));
  }

  /// Appends signals of one shard, inside a transaction.
  static void append(Sql sql, int shard, List<Signal> signals) {
    sql.statement(SQL.get("append"))
        .bind("shard", shard)
        .bind("ids", signals.stream().map(Signal::id).toArray(UUID[]::new))
        .bind("projects", signals.stream().map(Signal::project).toArray(Integer[]::new))
        .bind("kinds", signals.stream().map(signal -> signal.kind().name()).toArray(String[]::new))
        .bind("targets", signals.stream().map(Signal::target).toArray(UUID[]::new))
        .bind("arguments", signals.stream().map(Signal::argument).toArray(String[]::new))
        .update();
  }

  /// Appends signals of any shards, all or none.
  public void append(List<Signal> signals) {
    database.inTransaction(sql -> appendAll(sql, signals));
  }

  /// Appends signals of any shards, inside a transaction.
  static void appendAll(Sql sql, List<Signal> signals) {
    signals.stream()
        .collect(Collectors.groupingBy(Signal::shard, TreeMap::new, Collectors.toList()))
        .forEach((shard, ofShard) -> append(sql, shard, ofShard));
  }

  /// Signals of some shards that nobody has answered, oldest first.
  public List<Signal> open(Collection<Integer> shards) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("open"))
            .bind("shards", shards.stream().map(Integer::shortValue).toArray(Short[]::new))
            .list(row ->
                new Signal(
                    row.uuid("id"),
                    row.integer("project"),
                    Kind.valueOf(row.text("kind")),
                    row.uuid("target"),
                    row.textOrNull("argument"))));
  }

  /// Answers a signal.
  public void answer(Signal signal, String answer) {
    database.autocommit(sql -> answer(sql, signal.shard(), List.of(signal.id()), answer));
  }

  /// Answers signals of one shard, inside a transaction.
  ///
  /// @return those that nobody had answered before
  static List<UUID> answer(Sql sql, int shard, List<UUID> ids, String answer) {
    return sql.statement(SQL.get("answer"))
        .bind("shard", shard)
        .bind("ids", ids.toArray(UUID[]::new))
        .bind("answer", answer)
        .list(row -> row.uuid("id"));
  }

  /// What a signal of the kind CHANGE wants.
  public RunChange change(Signal signal) {
    return RunChange.read(Objects.requireNonNull(signal.argument()), catalog);
  }

  /// Makes a waiting one-time job another and answers the signal that wanted it, both or none.
  ///
  /// @return where it stands now, or empty when it is not at this attempt any more
  public Optional<RunStore.Hint> change(
      Signal signal, LiveRun run, Lane lane, JobSpec spec, boolean keepDue) {
    return database.transaction(sql -> {
      Optional<RunStore.Hint> hint = RunStore.change(sql, run, lane, spec, keepDue);
      if (hint.isPresent()) {
        answer(sql, signal.shard(), List.of(signal.id()), "changed");
      }
      return hint;
    });
  }

  /// Tells runs of one shard that prerequisites of theirs have ended well, and answers the signals
  /// that say so, both or none.
  ///
  /// @return where those stand that wait for no more
  public List<RunStore.Hint> release(int shard, List<Signal> signals) {
    return database.transaction(sql -> {
      Set<UUID> open =
          Set.copyOf(answer(sql, shard, signals.stream().map(Signal::id).toList(), "released"));
      Map<UUID, Integer> counts = new TreeMap<>();
      for (Signal signal : signals) {
        if (open.contains(signal.id())) {
          counts.merge(signal.target(), 1, Integer::sum);
        }
      }
      return counts.isEmpty() ? List.of() : RunStore.release(sql, shard, counts);
    });
  }

  /// The answer to a signal, or empty while there is none.
  public Optional<String> answerOf(Signal signal) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("answer_of"))
                .bind("shard", signal.shard())
                .bind("id", signal.id())
                .list(row -> Optional.ofNullable(row.textOrNull("answer"))))
        .stream()
        .findFirst()
        .flatMap(answer -> answer);
  }

  /// Removes signals answered ten minutes ago.
  public int forgetAnswered() {
    return database.autocommit(sql -> sql.statement(SQL.get("forget_answered")).update());
  }
}
