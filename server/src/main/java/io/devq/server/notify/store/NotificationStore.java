package io.devq.server.notify.store;

import io.devq.base.NotificationId;
import io.devq.base.Problem;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.jobs.Notify;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Rules, webhooks that are gone, and sealed secrets.
public final class NotificationStore {

  /// Where the tables come from.
  public static final String MIGRATIONS = "io/devq/server/notify/store/migrations";

  private static final Queries SQL = Queries.load(NotificationStore.class, "notifications.sql");

  private final Database database;

  /// The tables of `database`.
  public NotificationStore(Database database) {
    this.database = database;
  }

  /// A secret of a project, sealed.
  public record Sealed(int generation, byte[] bytes) {}

  /// All rules of all projects.
  public List<Rule> rules() {
    return database.autocommit(
        sql -> sql.statement(SQL.get("rules")).list(NotificationStore::rule));
  }

  private static Rule rule(Row row) {
    return new Rule(
        new NotificationId(row.uuid("id")),
        row.text("project"),
        new Notify(
            Arrays.stream(row.texts("events")).map(Notify.On::valueOf).collect(Collectors.toSet()),
            row.textOrNull("webhook"),
            row.textOrNull("email")),
        new Rule.Filter(
            row.textOrNull("owner"),
            row.textOrNull("queue"),
            row.textOrNull("type"),
            row.textOrNull("name")),
        row.text("created_by"),
        row.instant("created_at"));
  }

  /// Adds a rule.
  ///
  /// @return when, or empty when its project has `most` already
  public Optional<Instant> insert(Rule rule, int most) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("insert_rule"))
            .bind("project", rule.project())
            .bind("id", rule.id().value())
            .bind("events", rule.wish().on().stream().map(Enum::name).toArray(String[]::new))
            .bind("owner", rule.filter().owner())
            .bind("queue", rule.filter().queue())
            .bind("type", rule.filter().type())
            .bind("name", rule.filter().name())
            .bind("webhook", rule.wish().webhook())
            .bind("email", rule.wish().email())
            .bind("by", rule.createdBy())
            .bind("most", most)
            .first(row -> row.instant("created_at")));
  }

  /// Removes a rule.
  ///
  /// @return false when there was none
  public boolean delete(String project, NotificationId id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("delete_rule"))
            .bind("project", project)
            .bind("id", id.value())
            .update())
        == 1;
  }

  /// All webhooks that are left alone.
  public List<Stop> stops() {
    return database.autocommit(sql ->
        sql.statement(SQL.get("stops"))
            .list(row ->
                new Stop(
                    row.text("project"),
                    row.text("webhook"),
                    row.instant("since"),
                    row.text("reason"))));
  }

  /// Leaves a webhook alone from now on.
  public void stop(String project, String webhook, String reason) {
    int _ =
        database.autocommit(
            sql -> ofWebhook(sql, "stop", project, webhook).bind("reason", reason).update());
  }

  /// Calls a webhook again.
  ///
  /// @return false when it was not left alone
  public boolean goOn(String project, String webhook) {
    return database.autocommit(sql -> ofWebhook(sql, "go_on", project, webhook).update()) == 1;
  }

  private static Sql.Statement ofWebhook(Sql sql, String query, String project, String webhook) {
    return sql.statement(SQL.get(query)).bind("project", project).bind("webhook", webhook);
  }

  /// The secrets that sign for a project, newest first.
  public List<Sealed> secrets(String project) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("secrets"))
            .bind("project", project)
            .list(row -> new Sealed(row.integer("generation"), row.bytes("sealed"))));
  }

  /// Puts a secret before those there are, which go on signing for a while.
  ///
  /// @param seal makes the sealed secret of a generation
  /// @param onlyFirst whether to leave all as it is when there is a secret
  /// @return until when those before sign, or empty when there were none
  public Optional<Instant> addSecret(
      String project, IntFunction<byte[]> seal, Duration overlap, boolean onlyFirst) {
    return database.transaction(sql -> {
      sql.statement(SQL.get("drop_retired")).bind("project", project).update();
      int newest =
          sql.statement(SQL.get("newest_generation"))
              .bind("project", project)
              .one(row -> row.integer("generation"));
      if (onlyFirst && newest > 0) {
        return Optional.empty();
      }
      Optional<Instant> until =
          sql.statement(SQL.get("retire_secrets"))
              .bind("project", project)
              .bind("overlap", overlap.toMillis() / 1000.0)
              .first(row -> row.instant("retires_at"));
      int added =
          sql.statement(SQL.get("insert_secret"))
              .bind("project", project)
              .bind("generation", newest + 1)
              .bind("sealed", seal.apply(newest + 1))
              .update();
      if (added == 0 && !onlyFirst) {
        throw Problem.conflict(
            "secret_contended", "Another secret was made at this moment; try again.");
      }
      return until;
    });
  }
}
