package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Nodes, leases and claims.
public final class OwnershipStore {

  private static final Queries SQL = Queries.load(OwnershipStore.class, "ownership.sql");

  private final Database database;

  /// Nodes, leases and claims of `database`.
  public OwnershipStore(Database database) {
    this.database = database;
  }

  /// A node as its row shows it.
  public record Node(
      UUID id,
      String name,
      @Nullable String address,
      int version,
      long beat,
      Instant startedAt,
      Instant seenAt) {}

  /// Who owns a shard.
  public record Lease(int shard, @Nullable UUID node, long term, UUID token) {}

  /// A batch of attempts given to one worker.
  public record Claim(
      int shard,
      UUID batch,
      UUID node,
      UUID worker,
      Instant claimedAt,
      List<UUID> ids,
      List<Integer> attempts) {}

  /// Makes this node known.
  public void enter(UUID id, String name, @Nullable String address, int version) {
    database.autocommit(sql ->
        sql.statement(SQL.get("insert_node"))
            .bind("id", id)
            .bind("name", name)
            .bind("address", address)
            .bind("version", version)
            .update());
  }

  /// Proves that this node lives.
  ///
  /// @return false when others have forgotten it
  public boolean beat(UUID id) {
    return database.autocommit(sql -> sql.statement(SQL.get("beat")).bind("id", id).update()) == 1;
  }

  /// All nodes.
  public List<Node> nodes() {
    return database.autocommit(sql ->
        sql.statement(SQL.get("nodes"))
            .list(row ->
                new Node(
                    row.uuid("id"),
                    row.text("name"),
                    row.textOrNull("address"),
                    row.integer("version"),
                    row.number("beat"),
                    row.instant("started_at"),
                    row.instant("seen_at"))));
  }

  /// Removes a node that is gone.
  public void forget(UUID id) {
    database.autocommit(sql -> sql.statement(SQL.get("forget_node")).bind("id", id).update());
  }

  /// All leases.
  public List<Lease> leases() {
    return database.autocommit(sql ->
        sql.statement(SQL.get("leases"))
            .list(row ->
                new Lease(
                    row.integer("shard"),
                    row.uuidOrNull("node"),
                    row.number("term"),
                    row.uuid("token"))));
  }

  /// Takes a lease over, if it still stands as it was seen.
  public boolean take(Lease seen, UUID node, UUID token) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("take"))
            .bind("shard", seen.shard())
            .bind("node", node)
            .bind("token", token)
            .bind("seen", seen.token())
            .update())
        == 1;
  }

  /// Gives a lease back.
  public void release(int shard, UUID token) {
    database.autocommit(sql ->
        sql.statement(SQL.get("release")).bind("shard", shard).bind("token", token).update());
  }

  /// A claim to write.
  public record NewClaim(
      int shard,
      UUID token,
      UUID batch,
      UUID node,
      UUID worker,
      List<UUID> ids,
      List<Integer> attempts) {}

  /// Writes claims, each guarded by its shard's lease.
  ///
  /// @return for each claim 1, or 0 when the shard is no longer ours
  public int[] claim(List<NewClaim> claims) {
    return database.autocommit(sql -> {
      Sql.Batch batch = sql.batch(SQL.get("claim"));
      for (NewClaim claim : claims) {
        batch
            .bind("shard", claim.shard())
            .bind("token", claim.token())
            .bind("batch", claim.batch())
            .bind("node", claim.node())
            .bind("worker", claim.worker())
            .bind("ids", claim.ids().toArray(UUID[]::new))
            .bind("attempts", claim.attempts().toArray(Integer[]::new))
            .add();
      }
      return batch.execute();
    });
  }

  /// The running set of a shard, as far as the claims tell.
  public List<Claim> claims(int shard) {
    return database.autocommit(
        sql -> sql.statement(SQL.get("claims")).bind("shard", shard).list(OwnershipStore::claimOf));
  }

  /// The claims that name a run.
  public List<Claim> claimsOf(int shard, UUID run) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("claims_of"))
            .bind("shard", shard)
            .bind("id", run)
            .list(OwnershipStore::claimOf));
  }

  private static Claim claimOf(Row row) {
    return new Claim(
        row.integer("shard"),
        row.uuid("batch"),
        row.uuid("node"),
        row.uuid("worker"),
        row.instant("claimed_at"),
        List.of(row.uuids("ids")),
        List.of(row.integers("attempts")));
  }

  /// Removes claims of which nothing runs any more.
  public void drop(Map<Integer, ? extends Collection<UUID>> batchesOfShards) {
    database.autocommit(sql -> {
      Sql.Batch batch = sql.batch(SQL.get("drop_claims"));
      batchesOfShards.forEach((shard, batches) ->
          batch.bind("shard", shard).bind("batches", batches.toArray(UUID[]::new)).add());
      return batch.execute();
    });
  }
}
