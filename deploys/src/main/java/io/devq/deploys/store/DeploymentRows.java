package io.devq.deploys.store;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.deploys.Deployment;
import io.devq.deploys.Deployment.Content;
import io.devq.deploys.Deployment.Times;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.ServiceSpec;
import io.devq.deploys.file.ServiceFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tables of deployments and goals.
public final class DeploymentRows {

  static final Queries SQL = Queries.load(DeploymentRows.class, "deployments.sql");

  private final Database database;

  /// The tables in `database`.
  public DeploymentRows(Database database) {
    this.database = database;
  }

  /// A deployment to be added.
  ///
  /// @param file the service file it goes by
  /// @param key the request's key, or null
  public record New(
      String project,
      DeploymentId id,
      String service,
      String environment,
      Content content,
      String file,
      List<String> regions,
      String by,
      @Nullable String key) {}

  /// A deployment by project and id.
  public record Key(String project, DeploymentId id) {}

  /// Adds one, in state WAITING.
  ///
  /// @throws Problem `deployment_active`
  public void insert(New deployment) {
    try {
      database.inTransaction(sql -> insert(sql, deployment));
    } catch (DatabaseFailure failure) {
      throw failure.isUniqueViolation()
          ? Problem.conflict(
              "deployment_active",
              "A deployment of \""
                  + deployment.service()
                  + "\" to \""
                  + deployment.environment()
                  + "\" is under way; wait for it, or abort it.")
          : failure;
    }
  }

  private static void insert(Sql sql, New deployment) {
    sql.statement(SQL.get("insert"))
        .bind("project", deployment.project())
        .bind("id", deployment.id().value())
        .bind("service", deployment.service())
        .bind("environment", deployment.environment())
        .bind("build", deployment.content().build().value())
        .bind("artifact", deployment.content().artifact())
        .bind("sha256", deployment.content().sha256().hex())
        .bind("size", deployment.content().size())
        .bind("file", deployment.file())
        .bind("regions", deployment.regions().toArray(String[]::new))
        .bind("by", deployment.by())
        .bind("key", deployment.key())
        .update();
  }

  /// One.
  public Optional<Deployment> find(String project, DeploymentId id) {
    return database.autocommit(sql -> find(sql, project, id));
  }

  private static Optional<Deployment> find(Sql sql, String project, DeploymentId id) {
    return sql.statement(SQL.get("find"))
        .bind("project", project)
        .bind("id", id.value())
        .first(DeploymentRows::deployment);
  }

  /// The one that was asked for with this key.
  public Optional<Deployment> byKey(String project, String key) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("by_key"))
            .bind("project", project)
            .bind("key", key)
            .first(DeploymentRows::deployment));
  }

  /// Newest first.
  public List<Deployment> list(
      String project, @Nullable String service, @Nullable DeploymentId before, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("list"))
            .bind("project", project)
            .bind("service", service)
            .bind("before", before == null ? null : before.value())
            .bind("limit", limit)
            .list(DeploymentRows::deployment));
  }

  /// Those under way, oldest first.
  public List<Key> active(int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("active"))
            .bind("limit", limit)
            .list(row -> new Key(row.text("project"), new DeploymentId(row.uuid("id")))));
  }

  /// A move to another state.
  ///
  /// @param pausedFrom exactly when moving to PAUSED
  /// @param ending when moving to ROLLING_BACK, else null to leave it
  public record Move(
      DeploymentState to,
      @Nullable DeploymentState pausedFrom,
      @Nullable DeploymentState ending,
      @Nullable String reason) {

    /// A plain move.
    public static Move to(DeploymentState to, @Nullable String reason) {
      return new Move(to, null, null, reason);
    }
  }

  /// Moves a deployment on, if it is still in the state it was read in.
  ///
  /// @return whether it was
  /// @throws Problem `illegal_transition`
  public boolean move(Deployment from, Move move) {
    return database.transaction(sql -> move(sql, from, move));
  }

  private static boolean move(Sql sql, Deployment from, Move move) {
    DeploymentState.LAW.check(from.state(), move.to());
    return sql.statement(SQL.get("move"))
            .bind("project", from.project())
            .bind("id", from.id().value())
            .bind("from", from.state())
            .bind("to", move.to())
            .bind("pausedFrom", name(move.pausedFrom()))
            .bind("ending", name(move.ending()))
            .bind("reason", move.reason())
            .bind("final", move.to().isFinal())
            .update()
        == 1;
  }

  /// Moves a deployment on and makes `content` the goal of all its regions, with the next
  /// generation: both or neither.
  ///
  /// @return whether the deployment was still in the state it was read in
  public boolean moveWithGoal(Deployment from, Move move, Deployment content) {
    return database.transaction(sql -> {
      if (!move(sql, from, move)) {
        return false;
      }
      setGoal(sql, from, content);
      return true;
    });
  }

  private static void setGoal(Sql sql, Deployment driver, Deployment content) {
    long generation =
        sql.statement(SQL.get("next_generation"))
            .bind("project", driver.project())
            .bind("service", driver.service())
            .bind("environment", driver.environment())
            .one(row -> row.number("generation"));
    for (String region : driver.regions()) {
      int set =
          sql.statement(SQL.get("set_goal"))
              .bind("project", driver.project())
              .bind("service", driver.service())
              .bind("environment", driver.environment())
              .bind("region", region)
              .bind("generation", generation)
              .bind("deployment", driver.id().value())
              .bind("content", content.id().value())
              .update();
      if (set != 1) {
        throw Problem.fenced(
            "goal_replaced", "Another deployment has set a newer goal for " + region + ".");
      }
    }
    sql.statement(SQL.get("generation"))
        .bind("project", driver.project())
        .bind("id", driver.id().value())
        .bind("generation", generation)
        .bind("build", content.content().build().value())
        .update();
  }

  /// Ends a deployment whose goal is reached: from now on hosts that come late follow it by
  /// themselves.
  ///
  /// @return whether it was still in the state it was read in
  public boolean settle(Deployment from, Move move) {
    return database.transaction(sql -> {
      if (!move(sql, from, move)) {
        return false;
      }
      sql.statement(SQL.get("settle"))
          .bind("project", from.project())
          .bind("deployment", from.id().value())
          .bind("generation", from.generation())
          .update();
      return true;
    });
  }

  /// Notes that it got on.
  public void progress(Deployment deployment) {
    database.inTransaction(sql ->
        sql.statement(SQL.get("progress"))
            .bind("project", deployment.project())
            .bind("id", deployment.id().value())
            .update());
  }

  /// The last deployment of another build that succeeded here.
  public Optional<Deployment> lastGood(Deployment than) {
    return good("last_good", than);
  }

  /// The last deployment of another build that succeeded here before this one did.
  public Optional<Deployment> goodBefore(Deployment than) {
    return good("good_before", than);
  }

  private Optional<Deployment> good(String query, Deployment than) {
    return database.autocommit(sql -> {
      Sql.Statement statement =
          sql.statement(SQL.get(query))
              .bind("project", than.project())
              .bind("service", than.service())
              .bind("environment", than.environment())
              .bind("build", than.content().build().value());
      if (query.equals("good_before")) {
        statement.bind("finishedAt", than.times().finishedAt());
      }
      return statement.first(DeploymentRows::deployment);
    });
  }

  private static @Nullable String name(@Nullable DeploymentState state) {
    return state == null ? null : state.name();
  }

  private static @Nullable DeploymentState state(@Nullable String name) {
    return name == null ? null : DeploymentState.valueOf(name);
  }

  private static Deployment deployment(Row row) {
    UUID active = row.uuidOrNull("active_build");
    ServiceSpec spec = ServiceFile.parse(row.text("file"));
    return new Deployment(
        row.text("project"),
        new DeploymentId(row.uuid("id")),
        row.text("service"),
        row.text("environment"),
        new Content(
            new BuildId(row.uuid("build")),
            row.text("artifact"),
            new Sha256(row.text("sha256")),
            row.number("size")),
        DeploymentState.valueOf(row.text("state")),
        state(row.textOrNull("paused_from")),
        row.textOrNull("reason"),
        row.number("generation"),
        active == null ? null : new BuildId(active),
        List.of(row.texts("regions")),
        spec,
        state(row.textOrNull("ending")),
        row.text("asked_by"),
        new Times(
            row.instant("created_at"),
            row.instant("state_since"),
            row.instantOrNull("finished_at"),
            seconds(row, "in_state"),
            seconds(row, "quiet")));
  }

  private static Duration seconds(Row row, String column) {
    return Duration.ofMillis(Math.round(row.decimal(column) * 1000));
  }

  /// What the goal of this deployment says is to run: itself, or the one it goes back to.
  public Deployment content(Deployment driver) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("content"))
                .bind("project", driver.project())
                .bind("id", driver.id().value())
                .bind("generation", driver.generation())
                .first(DeploymentRows::deployment))
        .orElse(driver);
  }
}
