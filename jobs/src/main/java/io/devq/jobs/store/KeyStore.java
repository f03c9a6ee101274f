package io.devq.jobs.store;

import io.devq.base.Problem;
import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keys of which there is one: names, unique keys, idempotency keys. Each lives in the shard of its
/// own hash. Released lazily: whoever meets a key looks whether its holder still holds it, and a
/// sweep does so for those that nobody meets.
public final class KeyStore {

  /// What a key is for.
  public enum Scope {
    /// A name of a live job.
    NAME,
    /// A unique key of a job.
    UNIQUE,
    /// An idempotency key of a request; kept for a day.
    REQUEST
  }

  /// For how long a holder holds its key.
  public enum Hold {
    /// While it lives.
    ACTIVE,
    /// For a time after it took the key.
    PERIOD,
    /// While there is any trace of it.
    FOREVER
  }

  /// Where a job is.
  public enum Place {
    /// A one-time job that waits or is under way.
    RUN,
    /// A recurring job that lives.
    JOB,
    /// Ended or deleted; its history is there.
    OVER,
    /// Another project's.
    ELSEWHERE
  }

  private static final Queries SQL = Queries.load(KeyStore.class, "keys.sql");
  private static final int MOST_TRIES = 20;
  private static final int SWEPT_AT_ONCE = 1_000;

  /// The order in which everybody takes keys.
  static final Comparator<ScopedKey> ORDER =
      Comparator.comparingInt(ScopedKey::shard)
          .thenComparing(ScopedKey::scope)
          .thenComparing(ScopedKey::key);

  private final Database database;

  /// The keys of `database`.
  public KeyStore(Database database) {
    this.database = database;
  }

  /// A key.
  public record ScopedKey(Scope scope, String key) {

    int shard() {
      return Shards.ofKey(key);
    }
  }

  /// A key somebody wants.
  ///
  /// @param period how long it is held, with [Hold#PERIOD]
  public record Wanted(ScopedKey key, UUID holder, Hold hold, @Nullable Duration period) {}

  /// Who holds a key.
  ///
  /// @param place where the holder is, or null when there is no trace of it
  public record Holder(List<UUID> ids, @Nullable String hash, @Nullable Place place) {

    /// The one job that holds a name or unique key.
    public UUID id() {
      return ids.getFirst();
    }
  }

  private record Held(List<UUID> ids, @Nullable String hash, Hold hold, boolean lasting) {}

  /// Takes keys, inside a transaction, shard by shard and each in one order, so that no two batches
  /// wait for each other.
  ///
  /// @return who holds those that could not be taken
  public static Map<ScopedKey, Holder> take(Sql sql, int project, Collection<Wanted> wanted) {
    Map<ScopedKey, Holder> taken = new HashMap<>();
    Map<Integer, List<Wanted>> byShard =
        wanted.stream()
            .collect(
                Collectors.groupingBy(w -> w.key().shard(), TreeMap::new, Collectors.toList()));
    byShard.forEach((shard, ofShard) -> taken.putAll(takeOfShard(sql, project, shard, ofShard)));
    return taken;
  }

  private static Map<ScopedKey, Holder> takeOfShard(
      Sql sql, int project, int shard, List<Wanted> wanted) {
    Map<ScopedKey, Holder> holders = new HashMap<>();
    Map<ScopedKey, Wanted> open = new TreeMap<>(ORDER);
    wanted.forEach(one -> open.put(one.key(), one));
    for (int tries = 0; !open.isEmpty(); tries++) {
      if (tries == MOST_TRIES) {
        throw Problem.conflict(
            "key_contended",
            "Others keep taking the key \""
                + open.keySet().iterator().next().key()
                + "\" at this moment; try again.");
      }
      insert(sql, project, shard, open.values()).forEach(open::remove);
      Map<ScopedKey, Held> held = held(sql, project, shard, open.keySet());
      Map<UUID, Place> places =
          whereabouts(sql, held.values().stream().map(h -> h.ids().getFirst()).toList(), project);
      held.forEach((key, by) -> {
        Wanted mine = open.get(key);
        Place place = places.get(by.ids().getFirst());
        if (mine != null && holds(by, place)) {
          holders.put(key, new Holder(by.ids(), by.hash(), place));
          open.remove(key);
        } else if (mine != null && pass(sql, project, mine, by)) {
          open.remove(key);
        }
      });
    }
    return holders;
  }

  private static boolean holds(Held held, @Nullable Place place) {
    return switch (held.hold()) {
      case ACTIVE -> place == Place.RUN || place == Place.JOB;
      case PERIOD -> held.lasting();
      case FOREVER -> place != null;
    };
  }

  private static Set<ScopedKey> insert(Sql sql, int project, int shard, Collection<Wanted> wanted) {
    return Set.copyOf(
        sql.statement(SQL.get("take_keys"))
            .bind("project", project)
            .bind("shard", shard)
            .bind("scopes", texts(wanted, w -> w.key().scope().name()))
            .bind("keys", texts(wanted, w -> w.key().key()))
            .bind("holders", wanted.stream().map(Wanted::holder).toArray(UUID[]::new))
            .bind("holds", texts(wanted, w -> w.hold().name()))
            .bind("periods", wanted.stream().map(KeyStore::millis).toArray(Long[]::new))
            .list(KeyStore::key));
  }

  private static <T> String[] texts(Collection<T> things, Function<T, String> of) {
    return things.stream().map(of).toArray(String[]::new);
  }

  private static @Nullable Long millis(Wanted wanted) {
    Duration period = wanted.period();
    return period == null ? null : (Long) period.toMillis();
  }

  private static ScopedKey key(Row row) {
    return new ScopedKey(Scope.valueOf(row.text("scope")), row.text("key"));
  }

  private static Map<ScopedKey, Held> held(
      Sql sql, int project, int shard, Collection<ScopedKey> keys) {
    Map<ScopedKey, Held> held = new TreeMap<>(ORDER);
    if (!keys.isEmpty()) {
      sql.statement(SQL.get("keys"))
          .bind("project", project)
          .bind("shard", shard)
          .bind("scopes", texts(keys, key -> key.scope().name()))
          .bind("keys", texts(keys, ScopedKey::key))
          .list(row ->
              Map.entry(
                  key(row),
                  new Held(
                      Arrays.asList(row.uuids("holders")),
                      row.textOrNull("hash"),
                      Hold.valueOf(row.text("hold")),
                      row.flag("lasting"))))
          .forEach(entry -> held.put(entry.getKey(), entry.getValue()));
    }
    return held;
  }

  private static boolean pass(Sql sql, int project, Wanted wanted, Held seen) {
    return sql.statement(SQL.get("pass_key"))
            .bind("project", project)
            .bind("shard", wanted.key().shard())
            .bind("scope", wanted.key().scope())
            .bind("key", wanted.key().key())
            .bind("seen", seen.ids().toArray(UUID[]::new))
            .bind("holders", new UUID[] {wanted.holder()})
            .bind("hash", null)
            .bind("hold", wanted.hold())
            .bind("period", millis(wanted))
            .update()
        == 1;
  }

  /// Takes an idempotency key, inside a transaction.
  ///
  /// @param holders what the request made, as far as is known
  /// @return empty when it is ours now, else what it was first used for
  static Optional<Holder> takeRequest(
      Sql sql, int project, String key, List<UUID> holders, String hash) {
    ScopedKey wanted = new ScopedKey(Scope.REQUEST, key);
    int taken =
        sql.statement(SQL.get("take_request"))
            .bind("project", project)
            .bind("shard", wanted.shard())
            .bind("key", key)
            .bind("holders", holders.toArray(UUID[]::new))
            .bind("hash", hash)
            .update();
    return taken == 1
        ? Optional.empty()
        : Optional.ofNullable(held(sql, project, wanted.shard(), List.of(wanted)).get(wanted))
            .map(held -> new Holder(held.ids(), held.hash(), null));
  }

  /// Says what an idempotency key that is ours stands for after all, inside a transaction.
  static void settleRequest(
      Sql sql, int project, String key, List<UUID> before, List<UUID> after, String hash) {
    sql.statement(SQL.get("pass_key"))
        .bind("project", project)
        .bind("shard", Shards.ofKey(key))
        .bind("scope", Scope.REQUEST)
        .bind("key", key)
        .bind("seen", before.toArray(UUID[]::new))
        .bind("holders", after.toArray(UUID[]::new))
        .bind("hash", hash)
        .bind("hold", Hold.ACTIVE)
        .bind("period", null)
        .update();
  }

  /// The job that holds a name, or held it last.
  public Optional<UUID> named(int project, String name) {
    ScopedKey key = new ScopedKey(Scope.NAME, name);
    return database.autocommit(sql ->
        Optional.ofNullable(held(sql, project, key.shard(), List.of(key)).get(key))
            .map(held -> held.ids().getFirst()));
  }

  /// Where some jobs are as a project sees it, inside a transaction; those of which there is no
  /// trace are left out.
  static Map<UUID, Place> whereabouts(Sql sql, Collection<UUID> ids, int project) {
    Map<UUID, Place> places = new HashMap<>();
    Map<Integer, Set<UUID>> byShard =
        ids.stream().collect(Collectors.groupingBy(Shards::of, TreeMap::new, Collectors.toSet()));
    byShard.forEach((shard, ofShard) ->
        sql.statement(SQL.get("whereabouts"))
            .bind("shard", shard)
            .bind("ids", ofShard.toArray(UUID[]::new))
            .list(row ->
                Map.entry(
                    row.uuid("id"),
                    row.integer("project") == project
                        ? Place.valueOf(row.text("place"))
                        : Place.ELSEWHERE))
            .forEach(entry -> places.put(entry.getKey(), entry.getValue())));
    return places;
  }

  /// Takes back runs of one shard that were inserted under ids that had been run before, inside the
  /// same transaction.
  static Set<UUID> takeBack(Sql sql, int project, int shard, Collection<UUID> ids) {
    return new HashSet<>(
        sql.statement(SQL.get("take_back"))
            .bind("shard", shard)
            .bind("ids", ids.toArray(UUID[]::new))
            .bind("project", project)
            .list(row -> row.uuid("id")));
  }

  /// Lets go of a bounded number of idempotency keys that are older than a day.
  public int expireRequests() {
    return database.autocommit(sql -> sql.statement(SQL.get("expire_requests")).update());
  }

  private record Position(int project, int shard, String scope, String key) {}

  private record Old(int project, ScopedKey key, UUID[] holders, Hold hold) {}

  /// Lets go of all names and unique keys whose holder holds them no more.
  public int releaseUnheld() {
    int released = 0;
    Position from = new Position(0, -1, "", "");
    while (true) {
      List<Old> page = oldKeys(from);
      for (Old old : page) {
        released += releaseUnheld(old);
      }
      if (page.size() < SWEPT_AT_ONCE) {
        return released;
      }
      Old last = page.getLast();
      from =
          new Position(
              last.project(), last.key().shard(), last.key().scope().name(), last.key().key());
    }
  }

  private List<Old> oldKeys(Position from) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("old_keys"))
            .bind("project", from.project())
            .bind("shard", from.shard())
            .bind("scope", from.scope())
            .bind("key", from.key())
            .bind("limit", SWEPT_AT_ONCE)
            .list(row ->
                new Old(
                    row.integer("project"),
                    key(row),
                    row.uuids("holders"),
                    Hold.valueOf(row.text("hold")))));
  }

  private int releaseUnheld(Old old) {
    return database.autocommit(sql -> {
      UUID holder = old.holders()[0];
      Place place = whereabouts(sql, List.of(holder), old.project()).get(holder);
      boolean held = old.hold() == Hold.FOREVER ? place != null : isAlive(place);
      return held && old.hold() != Hold.PERIOD
          ? 0
          : sql.statement(SQL.get("drop_key"))
              .bind("project", old.project())
              .bind("shard", old.key().shard())
              .bind("scope", old.key().scope())
              .bind("key", old.key().key())
              .bind("holders", old.holders())
              .update();
    });
  }

  private static boolean isAlive(@Nullable Place place) {
    return place == Place.RUN || place == Place.JOB;
  }
}
