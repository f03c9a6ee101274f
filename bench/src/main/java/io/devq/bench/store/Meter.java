package io.devq.bench.store;

import io.devq.base.TimeSource;
import io.devq.database.Database;
import io.devq.database.Queries;
import java.time.Duration;
import javax.sql.DataSource;

/// Reads what a server counts about one database.
public final class Meter {

  private static final Queries SQL = Queries.load(Meter.class, "meter.sql");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final Database database;

  /// A meter with a connection of its own to the database that is measured.
  public Meter(DataSource own) {
    this.database = new Database(own);
  }

  /// A reading.
  ///
  /// @param walBytes written by the server since its birth
  /// @param rows inserted, updated and deleted in this database
  public record Reading(long walBytes, long rows) {}

  /// What stands in DevQ's tables.
  public record Left(long live, long history, long claims) {}

  /// Reads the counters, after all other sessions have ended: a session counts its rows when it
  /// ends.
  public Reading read() throws InterruptedException {
    TimeSource time = TimeSource.system();
    long until = time.nanos() + PATIENCE.toNanos();
    while (number("sessions", "others") > 0 && time.nanos() < until) {
      time.sleep(LOOK_AGAIN);
    }
    return new Reading(number("wal", "bytes"), number("rows", "touched"));
  }

  /// Bytes of write-ahead log written by the server since its birth.
  public long walBytes() {
    return number("wal", "bytes");
  }

  /// Counts DevQ's rows, without the ballast.
  public Left left() {
    return database.autocommit(sql ->
        sql.statement(SQL.get("left"))
            .one(row -> new Left(row.number("live"), row.number("history"), row.number("claims"))));
  }

  /// Runs a maintenance statement, such as `checkpoint`.
  public void run(String statement) {
    database.autocommit(sql -> sql.statement(statement).update());
  }

  private long number(String query, String column) {
    return database.autocommit(sql -> sql.statement(SQL.get(query)).one(row -> row.number(column)));
  }
}
