package io.devq.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// A fresh, empty database on a real PostgreSQL, for tests of DevQ and of programs that use it.
///
/// All databases of a Java process are on one server, which starts when the first is asked for (in
/// about half a second), does not wait for the disk, and goes away with the process; when the
/// process is killed, a later one cleans up after it. Needs the PostgreSQL JDBC driver on the class
/// path.
///
/// @param jdbcUrl its address
/// @param user who may do everything in it
/// @param password that user's password
public record TestDatabase(String jdbcUrl, String user, String password) implements AutoCloseable {

  /// Makes a database that nobody has used before.
  public static TestDatabase create() {
    EmbeddedPostgres server = TestServer.running();
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    String name = "test_" + HexFormat.of().formatHex(random);
    execute(server, "create database " + name + " template template0");
    return new TestDatabase(server.jdbcUrl(name), server.user(), server.password());
  }

  /// Its name.
  public String name() {
    return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
  }

  /// Drops it and ends the connections to it. Not needed at the end of the process.
  @Override
  public void close() {
    execute(TestServer.running(), "drop database if exists " + name() + " with (force)");
  }

  private static void execute(EmbeddedPostgres server, String sql) {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException("the test database server refused: " + sql, failure);
    }
  }
}
