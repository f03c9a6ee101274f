package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What anybody wants of a run or a job, told to its owner: appended by anyone, read forward and
/// answered by the owner.
public final class SignalStore {

  private static final Queries SQL = Queries.load(SignalStore.class, "signals.sql");

  private final Database database;

  /// The signals of `database`.
  public SignalStore(Database database) {
    this.database = database;
  }

  /// What is wanted.
  public enum Kind {
    /// The run `target` shall end; the argument says who asks.
    CANCEL,
    /// The schedule of the job `target` has changed.
    SCHEDULE
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
    sql.statement(SQL.get("append"))
        .bind("shard", signal.shard())
        .bind("id", signal.id())
        .bind("project", signal.project())
        .bind("kind", signal.kind().name())
        .bind("target", signal.target())
        .bind("argument", signal.argument())
        .update();
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
    database.autocommit(sql ->
        sql.statement(SQL.get("answer"))
            .bind("shard", signal.shard())
            .bind("id", signal.id())
            .bind("answer", answer)
            .update());
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
