package io.devq.builds.store;

import io.devq.database.Database;

/// All tables of this module.
public record BuildStore(
    RepositoryRows repositories, BuildRows builds, StepRows steps, ArtifactRows artifacts) {

  /// Where the migrations are, for [io.devq.database.Migrations].
  public static final String MIGRATIONS = "io/devq/builds/store/migrations";

  /// The tables in `database`.
  public static BuildStore of(Database database) {
    return new BuildStore(
        new RepositoryRows(database),
        new BuildRows(database),
        new StepRows(database),
        new ArtifactRows(database));
  }
}
