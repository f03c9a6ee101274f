package io.devq.builds.store;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildLimits;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.source.Sources;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import io.devq.database.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table of builds.
public final class BuildRows {

  static final Queries SQL = Queries.load(BuildRows.class, "builds.sql");

  private final Database database;

  /// The table in `database`.
  public BuildRows(Database database) {
    this.database = database;
  }

  /// A build that somebody asks for, with all that is chosen for it.
  ///
  /// @param delivery never null: drawn when the request has none
  /// @param branch the branch that is built: the default one when neither branch nor tag nor commit
  ///   is named
  public record Asked(
      BuildId id,
      JobId job,
      String project,
      BuildRequest request,
      String delivery,
      String source,
      @Nullable String branch,
      @Nullable BuildId rerunOf) {}

  /// Adds a build under the next number of its repository, unless its delivery is there already.
  ///
  /// @return its id, or that of the build that is there
  /// @throws Problem `idempotency_key_reused`
  public BuildId insert(Asked asked) {
    Optional<BuildId> there = byDelivery(asked);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return database.transaction(sql -> insert(sql, asked));
    } catch (DatabaseFailure failure) {
      if (failure.isUniqueViolation()) {
        return byDelivery(asked).orElseThrow(() -> failure);
      }
      throw failure;
    }
  }

  private static BuildId insert(Sql sql, Asked asked) {
    BuildRequest request = asked.request;
    long number =
        sql.statement(SQL.get("next_number"))
            .bind("project", asked.project)
            .bind("repository", request.repository())
            .one(row -> row.number("last"));
    int _ =
        sql.statement(SQL.get("insert"))
            .bind("project", asked.project)
            .bind("id", asked.id.value())
            .bind("repository", request.repository())
            .bind("number", number)
            .bind("delivery", asked.delivery)
            .bind("commit", request.commit())
            .bind("branch", request.branch())
            .bind("tag", request.tag())
            .bind("trigger", request.trigger())
            .bind("rerunOf", asked.rerunOf == null ? null : asked.rerunOf.value())
            .bind("source", asked.source)
            .bind("branchBuilt", asked.branch)
            .bind("job", asked.job.value())
            .update();
    return asked.id;
  }

  private Optional<BuildId> byDelivery(Asked asked) {
    record There(
        UUID id,
        @Nullable String commit,
        @Nullable String branch,
        @Nullable String tag,
        String trigger) {}
    BuildRequest request = asked.request;
    return database.autocommit(sql ->
        sql.statement(SQL.get("by_delivery"))
            .bind("project", asked.project)
            .bind("repository", request.repository())
            .bind("delivery", asked.delivery)
            .first(row ->
                new There(
                    row.uuid("id"),
                    row.textOrNull("asked_commit"),
                    row.textOrNull("asked_branch"),
                    row.textOrNull("asked_tag"),
                    row.text("trigger")))
            .map(there -> {
              if (!Objects.equals(there.commit, request.commit())
                  || !Objects.equals(there.branch, request.branch())
                  || !Objects.equals(there.tag, request.tag())
                  || !there.trigger.equals(request.trigger().name())) {
                throw Problem.of(
                    Problem.Kind.UNPROCESSABLE,
                    "idempotency_key_reused",
                    "This key was used to ask for another build; use a new one.");
              }
              return new BuildId(there.id);
            }));
  }

  /// A build.
  public Optional<BuildRow> find(String project, BuildId id) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("build"))
            .bind("project", project)
            .bind("id", id.value())
            .first(BuildRow::of));
  }

  /// Builds, newest first.
  public List<BuildRow> list(
      String project, BuildFilter filter, @Nullable BuildId cursor, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("list"))
            .bind("project", project)
            .bind("repository", filter.repository())
            .bind("branch", filter.branch())
            .bind("commit", filter.commit())
            .bind("state", filter.state() == null ? null : filter.state().name())
            .bind("cursor", cursor == null ? null : cursor.value())
            .bind("limit", limit)
            .list(BuildRow::of));
  }

  /// Builds of all projects that succeeded lately, newest first.
  public List<BuildRow> succeeded(Duration age, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("succeeded"))
            .bind("seconds", (double) age.toSeconds())
            .bind("limit", limit)
            .list(BuildRow::of));
  }

  /// The builds of a repository that are not over.
  public List<BuildId> underWay(String project, String repository) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("under_way_of_repository"))
            .bind("project", project)
            .bind("repository", repository)
            .list(row -> new BuildId(row.uuid("id"))));
  }

  /// Notes which commit is built and what it says.
  public void commitRead(BuildRow build, Sources.Commit commit) {
    int _ =
        database.autocommit(sql ->
            sql.statement(SQL.get("commit_read"))
                .bind("project", build.project())
                .bind("id", build.id().value())
                .bind("commit", commit.id())
                .bind("title", commit.title())
                .bind("author", commit.author())
                .update());
  }

  /// Moves a build to another state, if it is still in the state it was read in.
  ///
  /// @param reason a sentence, or null to keep the one there is
  /// @return false when somebody else moved it
  /// @throws Problem `illegal_transition`
  public boolean move(BuildRow build, BuildState to, @Nullable String reason) {
    return database.<Boolean>transaction(sql -> move(sql, build, to, reason));
  }

  static boolean move(Sql sql, BuildRow build, BuildState to, @Nullable String reason) {
    return sql.statement(SQL.get("move"))
            .bind("project", build.project())
            .bind("id", build.id().value())
            .bind("from", build.state())
            .bind("to", build.state().moveTo(to))
            .bind("reason", bounded(reason))
            .bind("ends", to.isFinal())
            .update()
        == 1;
  }

  /// A reason no longer than may be kept, without characters that cannot be.
  static @Nullable String bounded(@Nullable String reason) {
    if (reason == null) {
      return null;
    }
    String text = reason.replace('\0', ' ');
    return text.length() <= BuildLimits.REASON
        ? text
        : text.substring(0, BuildLimits.REASON - 1) + "…";
  }

  /// Notes that somebody wants a build to end. The first one who asked stays noted.
  public void askCancel(String project, BuildId id, String by) {
    int _ =
        database.autocommit(sql ->
            sql.statement(SQL.get("ask_cancel"))
                .bind("project", project)
                .bind("id", id.value())
                .bind("by", by)
                .update());
  }

  /// Notes that somebody looks after a build.
  public void attend(String project, BuildId id) {
    int _ =
        database.autocommit(sql ->
            sql.statement(SQL.get("attend"))
                .bind("project", project)
                .bind("id", id.value())
                .update());
  }

  /// A build that nobody seems to look after.
  ///
  /// @param restarts how often it was taken up again
  public record Unattended(
      String project, BuildId id, JobId job, int restarts, @Nullable String cancelledBy) {}

  /// Builds that are not over and that nobody attended to for a while, the longest first.
  public List<Unattended> unattended(Duration since, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("unattended"))
            .bind("seconds", (double) since.toMillis() / 1000)
            .bind("limit", limit)
            .list(row ->
                new Unattended(
                    row.text("project"),
                    new BuildId(row.uuid("id")),
                    new JobId(row.uuid("job")),
                    row.integer("restarts"),
                    row.textOrNull("cancelled_by"))));
  }

  /// Gives a build another job in place of one that has ended; false when somebody else did.
  public boolean restart(Unattended build, JobId job) {
    return database.<Boolean>autocommit(sql ->
        sql.statement(SQL.get("restart"))
                .bind("project", build.project())
                .bind("id", build.id().value())
                .bind("old", build.job().value())
                .bind("job", job.value())
                .update()
            == 1);
  }
}
