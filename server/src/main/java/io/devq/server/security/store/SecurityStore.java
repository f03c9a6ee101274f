package io.devq.server.security.store;

import io.devq.base.TokenId;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.server.http.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Tokens, sessions and sign-in codes in the database. Secrets come and go as digests; time is the
/// database's.
public final class SecurityStore {

  /// Where the migrations of the server's own tables are on the class path.
  public static final String MIGRATIONS = "io/devq/server/security/store/migrations";

  private static final Queries QUERIES = Queries.load(SecurityStore.class, "security.sql");

  private final Database database;

  /// A store in `database`.
  public SecurityStore(Database database) {
    this.database = database;
  }

  /// A caller as the database knows it.
  ///
  /// @param stale whether its last use should be noted
  public record Known(String name, Role role, byte[] digest, boolean stale) {}

  /// What came of a revocation.
  public enum Revocation {
    /// It opens nothing any more.
    DONE,
    /// There is no such live token.
    UNKNOWN,
    /// It is the last one with the role of an admin, and stays.
    LAST_ADMIN
  }

  private static Sql.Statement query(Sql sql, String name, String project) {
    return sql.statement(QUERIES.get(name)).bind("project", project);
  }

  /// Adds a token; empty when a live one has that name.
  public Optional<Token> insert(
      String project, TokenId id, String name, Role role, byte[] digest, String by) {
    try {
      return Optional.of(
          database.autocommit(sql ->
              query(sql, "insert_token", project)
                  .bind("id", id.value())
                  .bind("name", name)
                  .bind("role", role)
                  .bind("secret", digest)
                  .bind("by", by)
                  .one(SecurityStore::token)));
    } catch (DatabaseFailure failure) {
      if (failure.isUniqueViolation()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static Token token(Row row) {
    return new Token(
        new TokenId(row.uuid("id")),
        row.text("name"),
        Role.valueOf(row.text("role")),
        row.text("created_by"),
        row.instant("created_at"),
        row.instantOrNull("last_used_at"),
        row.instantOrNull("revoked_at"));
  }

  /// The newest tokens, live ones first.
  public List<Token> list(String project, int limit) {
    return database.autocommit(
        sql -> query(sql, "tokens", project).bind("limit", limit).list(SecurityStore::token));
  }

  /// The live token with that digest.
  ///
  /// @param noted how old the note of its last use may be
  public Optional<Known> token(String project, byte[] digest, Duration noted) {
    return database.autocommit(sql ->
        query(sql, "live_token_by_secret", project)
            .bind("secret", digest)
            .bind("noted", noted.toSeconds())
            .first(row -> known(row, row.flag("stale"))));
  }

  private static Known known(Row row, boolean stale) {
    return new Known(
        row.text("name"), Role.valueOf(row.text("role")), row.bytes("secret_sha256"), stale);
  }

  /// Notes that a token is in use.
  public void noteUse(String project, byte[] digest) {
    int _ =
        database.autocommit(sql -> query(sql, "note_use", project).bind("secret", digest).update());
  }

  /// Ends a token, unless it is the last that can make others.
  public Revocation revoke(String project, TokenId id) {
    return database.transaction(sql -> {
      List<UUID> admins = query(sql, "lock_admin_tokens", project).list(row -> row.uuid("id"));
      if (admins.equals(List.of(id.value()))) {
        return Revocation.LAST_ADMIN;
      }
      int ended = query(sql, "revoke_token", project).bind("id", id.value()).update();
      return ended == 1 ? Revocation.DONE : Revocation.UNKNOWN;
    });
  }

  /// Ends the live token of that name, if there is one.
  public void revokeNamed(String project, String name) {
    int _ =
        database.autocommit(
            sql -> query(sql, "revoke_named_tokens", project).bind("name", name).update());
  }

  /// Whether any live token has the role of an admin.
  public boolean hasAdmin(String project) {
    return database.autocommit(
        sql -> query(sql, "has_admin", project).one(row -> row.flag("found")));
  }

  /// The live token of that name.
  public Optional<TokenId> named(String project, String name) {
    return database.autocommit(sql ->
        query(sql, "live_token_id", project)
            .bind("name", name)
            .first(row -> new TokenId(row.uuid("id"))));
  }

  /// The live token with that digest.
  public Optional<TokenId> withDigest(String project, byte[] digest) {
    return database.autocommit(sql ->
        query(sql, "live_token_id_by_secret", project)
            .bind("secret", digest)
            .first(row -> new TokenId(row.uuid("id"))));
  }

  /// Adds a sign-in code and says when it expires; drops those that have.
  public Instant insertCode(String project, byte[] digest, TokenId token, Duration life) {
    return insertLived("drop_expired_codes", "insert_code", project, digest, token, life);
  }

  /// Adds a session and says when it expires; drops those that have.
  public Instant insertSession(String project, byte[] digest, TokenId token, Duration life) {
    return insertLived("drop_expired_sessions", "insert_session", project, digest, token, life);
  }

  private Instant insertLived(
      String sweep, String insert, String project, byte[] digest, TokenId token, Duration life) {
    return database.autocommit(sql -> {
      query(sql, sweep, project).update();
      return query(sql, insert, project)
          .bind("secret", digest)
          .bind("token", token.value())
          .bind("life", life.toMillis() / 1000.0)
          .one(row -> row.instant("expires_at"));
    });
  }

  /// Takes a sign-in code away, so that it works once only; gives its token while it is live.
  public Optional<TokenId> redeem(String project, byte[] digest) {
    return database.autocommit(sql ->
        query(sql, "redeem_code", project)
            .bind("secret", digest)
            .first(row ->
                row.flag("live")
                    ? Optional.of(new TokenId(row.uuid("token_id")))
                    : Optional.<TokenId>empty())
            .flatMap(token -> token));
  }

  /// Whose session has that digest.
  public Optional<Known> session(String project, byte[] digest) {
    return database.autocommit(sql ->
        query(sql, "session_caller", project)
            .bind("secret", digest)
            .first(row -> known(row, false)));
  }

  /// Ends a session.
  public void endSession(String project, byte[] digest) {
    int _ =
        database.autocommit(
            sql -> query(sql, "end_session", project).bind("secret", digest).update());
  }
}
