package io.devq.database;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a database to the schema this program needs. Safe to call from many processes at once:
/// one does the work, the others wait for it. Must run over a direct connection, not through a
/// transaction pooler.
public final class Migrations {

  private Migrations() {}

  /// Applies what is missing, in the order of their version numbers.
  ///
  /// @param locations folders of migration files on the class path, one per module, such as
  ///   `io/devq/jobs/store/migrations`
  /// @return how many were applied
  public static int apply(DataSource direct, String schema, List<String> locations) {
    return Flyway.configure()
        .dataSource(direct)
        .schemas(schema)
        .defaultSchema(schema)
        .table("schema_history")
        .locations(
            locations.stream().map(location -> "classpath:" + location).toArray(String[]::new))
        .loggers("slf4j")
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
