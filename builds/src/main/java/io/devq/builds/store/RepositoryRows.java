package io.devq.builds.store;

import io.devq.builds.Repository;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import java.util.List;
import java.util.Optional;

/// The table of repositories.
public final class RepositoryRows {

  private static final Queries SQL = Queries.load(RepositoryRows.class, "repositories.sql");

  private final Database database;

  /// The table in `database`.
  public RepositoryRows(Database database) {
    this.database = database;
  }

  /// Adds a repository; false when its name is taken.
  public boolean insert(Repository repository) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("insert"))
                .bind("project", repository.project())
                .bind("name", repository.name())
                .bind("source", repository.source())
                .bind("branch", repository.branch())
                .bind("secret", repository.hookSecret())
                .update()
            == 1);
  }

  /// A repository by its name.
  public Optional<Repository> find(String project, String name) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("find"))
            .bind("project", project)
            .bind("name", name)
            .first(RepositoryRows::repository));
  }

  /// All repositories, by name.
  public List<Repository> list(String project) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("list")).bind("project", project).list(RepositoryRows::repository));
  }

  /// Removes a repository; false when there was none.
  public boolean delete(String project, String name) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("delete")).bind("project", project).bind("name", name).update() == 1);
  }

  private static Repository repository(Row row) {
    return new Repository(
        row.text("project"),
        row.text("name"),
        row.text("source"),
        row.text("branch"),
        row.text("hook_secret"),
        row.instant("created_at"));
  }
}
