package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path temporary;

  @Test
  void aRestartKeepsWhatWasCommitted() throws SQLException {
    Path folder = temporary.resolve("data of it's own/postgres");
    for (int round = 1; round <= 2; round++) {
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        execute(server, "create table if not exists kept (n int)");
        execute(server, "insert into kept values (1)");
        assertEquals(round, number(server, "select count(*) from kept"));
      }
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }
}
