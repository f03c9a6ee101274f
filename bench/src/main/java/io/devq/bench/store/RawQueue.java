package io.devq.bench.store;

import io.devq.base.IdSource;
import io.devq.base.TimeSource;
import io.devq.database.Queries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// A queue in PostgreSQL as one would write it by hand: claims by `for update skip locked`, ends by
/// a delete that inserts into history. Plain JDBC, each statement a transaction of its own.
public final class RawQueue {

  private static final Queries SQL = Queries.load(RawQueue.class, "raw.sql");

  private final DataSource database;
  private final IdSource ids = new IdSource(TimeSource.system());

  /// A queue in `database`, which has a schema once [#create] has run.
  public RawQueue(DataSource database) {
    this.database = database;
  }

  /// What is left, by table.
  public record Left(long live, long history) {}

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T with(Work<T> work) {
    try (Connection connection = database.getConnection()) {
      return work.on(connection);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Makes the tables.
  public void create() {
    with(connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(SQL.get("schema"));
      }
    });
  }

  /// Appends jobs with these payloads.
  public void submit(List<String> payloads) {
    Object[] keys = payloads.stream().map(_ -> ids.next()).toArray();
    with(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(SQL.get("insert"))) {
        insert.setArray(1, connection.createArrayOf("uuid", keys));
        insert.setArray(2, connection.createArrayOf("text", payloads.toArray()));
        return insert.executeUpdate();
      }
    });
  }

  /// Claims and ends batches until `enough` says so; meant to be run by several threads.
  ///
  /// @param done told how many were ended by each batch, 0 when nothing was ready
  public void work(int batch, Worked done) {
    UUID worker = ids.next();
    with(connection -> {
      try (PreparedStatement claim = connection.prepareStatement(SQL.get("claim"));
          PreparedStatement finish = connection.prepareStatement(SQL.get("finish"))) {
        int ended;
        do {
          List<UUID> claimed = claim(claim, batch, worker);
          ended = claimed.isEmpty() ? 0 : finish(connection, finish, claimed);
        } while (done.goOn(ended));
        return ended;
      }
    });
  }

  /// Counts what is done and decides whether to go on.
  @FunctionalInterface
  public interface Worked {

    /// Told of `ended` runs; false ends the work.
    boolean goOn(int ended);
  }

  private static List<UUID> claim(PreparedStatement claim, int batch, UUID worker)
      throws SQLException {
    claim.setInt(1, batch);
    claim.setObject(2, worker);
    List<UUID> claimed = new ArrayList<>(batch);
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        claimed.add(rows.getObject(1, UUID.class));
        rows.getString(2);
      }
    }
    return claimed;
  }

  private static int finish(Connection connection, PreparedStatement finish, List<UUID> claimed)
      throws SQLException {
    finish.setArray(1, connection.createArrayOf("uuid", claimed.toArray()));
    return finish.executeUpdate();
  }

  /// What stands in the tables now.
  public Left left() {
    return with(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(SQL.get("left"))) {
        row.next();
        return new Left(row.getLong("live"), row.getLong("history"));
      }
    });
  }
}
