package io.devq.deploys.store;

import io.devq.base.Problem;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import io.devq.deploys.Region;
import io.devq.deploys.RegionAccess;
import java.util.List;

/// The table of regions.
public final class RegionRows {

  private static final Queries SQL = Queries.load(RegionRows.class, "replicas.sql");

  private final Database database;

  /// The table in `database`.
  public RegionRows(Database database) {
    this.database = database;
  }

  /// Adds or changes a region.
  public void put(String project, RegionAccess access) {
    database.inTransaction(sql ->
        sql.statement(SQL.get("put_region"))
            .bind("project", project)
            .bind("name", access.name())
            .bind("url", access.url())
            .bind("token", access.token())
            .update());
  }

  /// All of a project, by name.
  public List<Region> list(String project) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("regions"))
            .bind("project", project)
            .list(row ->
                new Region(project, row.text("name"), row.text("url"), row.instant("created_at"))));
  }

  /// How to reach one.
  ///
  /// @throws Problem `region_not_found`
  public RegionAccess access(String project, String name) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("region"))
                .bind("project", project)
                .bind("name", name)
                .first(
                    row -> new RegionAccess(row.text("name"), row.text("url"), row.text("token"))))
        .orElseThrow(() -> missing(name));
  }

  private static Problem missing(String name) {
    return Problem.notFound("region_not_found", "There is no region \"" + name + "\".");
  }

  /// Removes one, with what is known of its copies.
  ///
  /// @throws Problem `region_not_found`, `region_in_use`
  public void delete(String project, String name) {
    try {
      int deleted =
          database.transaction(sql ->
              sql.statement(SQL.get("delete_region"))
                  .bind("project", project)
                  .bind("name", name)
                  .update());
      if (deleted == 0) {
        throw missing(name);
      }
    } catch (DatabaseFailure failure) {
      throw failure.isBadData()
          ? Problem.conflict(
              "region_in_use", "Hosts are in the region \"" + name + "\"; remove them first.")
          : failure;
    }
  }
}
