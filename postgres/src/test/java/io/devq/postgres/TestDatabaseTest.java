package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

  @Test
  void eachDatabaseIsFreshAndOfItsOwn() throws SQLException {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create()) {
      assertNotEquals(one.jdbcUrl(), other.jdbcUrl());
      Sql.execute(one, "create table mine (n int)");
      assertEquals(0, Sql.number(one, "select count(*) from mine"));
      assertThrows(SQLException.class, () -> Sql.number(other, "select count(*) from mine"));
    }
  }

  @Test
  void aClosedDatabaseIsGone() throws SQLException {
    TestDatabase database = TestDatabase.create();
    database.close();
    assertThrows(SQLException.class, () -> Sql.number(database, "select 1"));
  }

  @Test
  void itSpeaksUtf8AndSortsByCodePoint() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      assertEquals("UTF8", Sql.text(database, "show server_encoding"));
      assertEquals("C.UTF-8", Sql.text(database, "select datlocale from pg_database limit 1"));
      assertEquals("UTC", Sql.text(database, "select current_setting('log_timezone')"));
    }
  }
}
