package io.devq.deploys.store;

import io.devq.base.Problem;
import io.devq.database.Database;
import io.devq.database.Queries;
import java.util.List;

/// The table of services: their files as they were sent.
public final class ServiceRows {

  private static final Queries SQL = Queries.load(ServiceRows.class, "deployments.sql");

  private final Database database;

  /// The table in `database`.
  public ServiceRows(Database database) {
    this.database = database;
  }

  /// Adds or replaces a service.
  public void put(String project, String name, String file) {
    database.inTransaction(sql ->
        sql.statement(SQL.get("put_service"))
            .bind("project", project)
            .bind("name", name)
            .bind("file", file)
            .update());
  }

  /// All files of a project, by the services' names.
  public List<String> list(String project) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("services")).bind("project", project).list(row -> row.text("file")));
  }

  /// The file of a service.
  ///
  /// @throws Problem `service_not_found`
  public String file(String project, String name) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("service"))
                .bind("project", project)
                .bind("name", name)
                .first(row -> row.text("file")))
        .orElseThrow(() -> missing(name));
  }

  private static Problem missing(String name) {
    return Problem.notFound(
        "service_not_found", "There is no service \"" + name + "\"; add it with its service file.");
  }

  /// Removes a service that is not being deployed.
  ///
  /// @throws Problem `service_not_found`, `deployment_active`
  public void delete(String project, String name) {
    database.inTransaction(sql -> {
      long active =
          sql.statement(SQL.get("count_active"))
              .bind("project", project)
              .bind("service", name)
              .one(row -> row.number("active"));
      if (active > 0) {
        throw Problem.conflict(
            "deployment_active",
            "The service \"" + name + "\" is being deployed; abort that first.");
      }
      if (sql.statement(SQL.get("delete_service"))
              .bind("project", project)
              .bind("name", name)
              .update()
          == 0) {
        throw missing(name);
      }
    });
  }
}
