package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keys of which there is one: names, unique keys, idempotency keys. Each lives in the shard of its
/// own hash.
public final class KeyStore {

  /// What a key is for.
  public enum Scope {
    /// A name of a live job.
    NAME,
    /// A unique key of a live job.
    ACTIVE,
    /// An idempotency key of a request; kept for a day.
    REQUEST
  }

  private static final Queries SQL = Queries.load(KeyStore.class, "jobs.sql");

  private final Database database;

  /// The keys of `database`.
  public KeyStore(Database database) {
    this.database = database;
  }

  /// Who holds a key.
  public record Holder(List<UUID> ids, @Nullable String hash) {}

  /// Takes a key, inside a transaction.
  ///
  /// @return empty when it is ours now, else who holds it
  public static Optional<Holder> take(
      Sql sql, int project, Scope scope, String key, List<UUID> holders, @Nullable String hash) {
    int taken =
        bindKey(sql.statement(SQL.get("take_key")), project, scope, key)
            .bind("holders", holders.toArray(UUID[]::new))
            .bind("hash", hash)
            .update();
    return taken == 1 ? Optional.empty() : holder(sql, project, scope, key);
  }

  /// Who holds a key, inside a transaction.
  public static Optional<Holder> holder(Sql sql, int project, Scope scope, String key) {
    return bindKey(sql.statement(SQL.get("key")), project, scope, key)
        .first(row -> new Holder(Arrays.asList(row.uuids("holders")), row.textOrNull("hash")));
  }

  /// Who holds a key.
  public Optional<Holder> holder(int project, Scope scope, String key) {
    return database.autocommit(sql -> holder(sql, project, scope, key));
  }

  /// Takes a key over from a holder that lives no more, inside a transaction.
  public static boolean pass(
      Sql sql,
      int project,
      Scope scope,
      String key,
      Holder seen,
      List<UUID> holders,
      @Nullable String hash) {
    return bindKey(sql.statement(SQL.get("pass_key")), project, scope, key)
            .bind("seen", seen.ids().toArray(UUID[]::new))
            .bind("holders", holders.toArray(UUID[]::new))
            .bind("hash", hash)
            .update()
        == 1;
  }

  /// Lets a key go, inside a transaction.
  public static void drop(Sql sql, int project, Scope scope, String key, List<UUID> holders) {
    bindKey(sql.statement(SQL.get("drop_key")), project, scope, key)
        .bind("holders", holders.toArray(UUID[]::new))
        .update();
  }

  private static Sql.Statement bindKey(
      Sql.Statement statement, int project, Scope scope, String key) {
    return statement
        .bind("project", project)
        .bind("shard", Shards.ofKey(key))
        .bind("scope", scope.name())
        .bind("key", key);
  }

  /// Which of some jobs still live, inside a transaction.
  public static Set<UUID> living(Sql sql, List<UUID> ids) {
    Set<UUID> living = new HashSet<>();
    for (UUID id : ids) {
      living.addAll(
          sql.statement(SQL.get("lives"))
              .bind("shard", Shards.of(id))
              .bind("ids", new UUID[] {id})
              .list(row -> row.uuid("id")));
    }
    return living;
  }

  /// Whether a job of that id is or was there, inside a transaction.
  public static boolean existed(Sql sql, UUID id) {
    return sql.statement(SQL.get("existed"))
        .bind("shard", Shards.of(id))
        .bind("id", id)
        .one(row -> row.flag("existed"));
  }

  /// Lets go of a bounded number of idempotency keys that are older than a day.
  public int expireRequests() {
    return database.autocommit(sql -> sql.statement(SQL.get("expire_requests")).update());
  }
}
