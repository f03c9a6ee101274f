package io.devq.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// One statement on a connection of its own.
final class Sql {

  private Sql() {}

  static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    execute(at(server), sql);
  }

  static int number(EmbeddedPostgres server, String sql) throws SQLException {
    return number(at(server), sql);
  }

  static String text(EmbeddedPostgres server, String sql) throws SQLException {
    return text(at(server), sql);
  }

  static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static int number(TestDatabase database, String sql) throws SQLException {
    return Integer.parseInt(text(database, sql));
  }

  static String text(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return String.valueOf(result.getString(1));
    }
  }

  private static TestDatabase at(EmbeddedPostgres server) {
    return new TestDatabase(server.jdbcUrl(), server.user(), server.password());
  }

  private static Connection connect(TestDatabase database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }
}
