package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path temporary;

  @Test
  void aRestartKeepsWhatWasCommitted() throws SQLException {
    Path folder = temporary.resolve("data of it's own/postgres");
    for (int round = 1; round <= 2; round++) {
      try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
        Sql.execute(server, "create table if not exists kept (n int)");
        Sql.execute(server, "insert into kept values (1)");
        assertEquals(round, Sql.number(server, "select count(*) from kept"));
      }
    }
  }
}
