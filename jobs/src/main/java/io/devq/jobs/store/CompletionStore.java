package io.devq.jobs.store;

import io.devq.base.Transaction;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Attempts that handlers end within their own transactions: one row for each, whose id follows
/// from run and attempt. Whoever would give the run another attempt puts a fence in the same place
/// first: the database lets only one of the two stand, and makes the fence wait for a transaction
/// that is just committing.
public final class CompletionStore {

  private static final Queries SQL = Queries.load(CompletionStore.class, "signals.sql");
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final long CUSTOM_VERSION = 0x8000L;
  private static final long VERSION_BITS = 0xF000L;

  private final Database database;

  /// The completions in `database`.
  CompletionStore(Database database) {
    this.database = database;
  }

  /// That a handler has committed its work.
  ///
  /// @param result a JSON text, or null
  public record Completion(@Nullable String result) {}

  /// Ends an attempt within a transaction of its handler's.
  ///
  /// @return false when the attempt has been given up
  public boolean complete(Transaction transaction, LiveRun run, @Nullable String result) {
    return database.within(
        transaction,
        sql ->
            sql.statement(SQL.get("complete"))
                    .bind("shard", run.shard())
                    .bind("id", id(run))
                    .bind("project", run.project())
                    .bind("run", run.id())
                    .bind("result", result)
                    .update()
                == 1);
  }

  /// Keeps an attempt from being completed from now on, unless it has been.
  ///
  /// @return the completion that is there
  /// @throws Busy when the handler's transaction is still open
  public Optional<Completion> fence(LiveRun run) {
    try {
      return database.transaction(sql -> {
        sql.statement(SQL.get("wait_briefly")).list(row -> row.text("set_config"));
        sql.statement(SQL.get("fence"))
            .bind("shard", run.shard())
            .bind("id", id(run))
            .bind("project", run.project())
            .bind("run", run.id())
            .update();
        return sql.statement(SQL.get("completion"))
            .bind("shard", run.shard())
            .bind("id", id(run))
            .first(row -> new Completion(row.textOrNull("argument")));
      });
    } catch (DatabaseFailure failure) {
      if (failure.state().equals(LOCK_NOT_AVAILABLE)) {
        throw new Busy(failure);
      }
      throw failure;
    }
  }

  /// The handler's transaction is still open, so that nobody can say yet how the attempt ends.
  public static final class Busy extends RuntimeException {

    private static final long serialVersionUID = 1;

    Busy(Throwable cause) {
      super("the handler's transaction is still open", cause);
    }
  }

  private static UUID id(LiveRun run) {
    long high = run.id().getMostSignificantBits() ^ ((long) run.attempt() << Integer.SIZE);
    return new UUID((high & ~VERSION_BITS) | CUSTOM_VERSION, run.id().getLeastSignificantBits());
  }

  /// Removes completions and fences that nobody can ask for any more.
  public int forget() {
    return database.autocommit(sql -> sql.statement(SQL.get("forget_completions")).update());
  }
}
