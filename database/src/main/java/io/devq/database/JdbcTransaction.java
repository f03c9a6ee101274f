package io.devq.database;

import io.devq.base.Problem;
import io.devq.base.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// A caller's open transaction on a JDBC connection to the same database. DevQ writes within it and
/// never commits, rolls back or closes it; when DevQ refuses, what it wrote is undone and the
/// transaction goes on as it was.
public final class JdbcTransaction implements Transaction {

  private static final String SAVEPOINT = "devq";

  private final Connection connection;

  private JdbcTransaction(Connection connection) {
    this.connection = connection;
  }

  /// The transaction that is open on `connection`.
  ///
  /// @throws Problem `not_in_transaction` when it commits by itself
  public static JdbcTransaction on(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw Problem.invalid(
            "not_in_transaction",
            "The connection commits each statement by itself; call setAutoCommit(false) first.");
      }
    } catch (SQLException failure) {
      throw DatabaseFailure.explain(failure);
    }
    return new JdbcTransaction(connection);
  }

  /// Does `work` with DevQ's tables in sight.
  <T extends @Nullable Object> T within(String schema, Function<Sql, T> work) {
    Jdbi jdbi = Database.configured(Jdbi.create(connection));
    jdbi.getConfig(Handles.class).setForceEndTransactions(false);
    try (Handle handle = jdbi.open()) {
      return within(handle, schema, work);
    } catch (RuntimeException failure) {
      throw DatabaseFailure.explain(failure);
    }
  }

  private static <T extends @Nullable Object> T within(
      Handle handle, String schema, Function<Sql, T> work) {
    handle.savepoint(SAVEPOINT);
    try {
      String theirs =
          handle.createQuery("select current_setting('search_path')").mapTo(String.class).one();
      look(handle, schema);
      T result = work.apply(new Sql(handle));
      look(handle, theirs);
      handle.releaseSavepoint(SAVEPOINT);
      return result;
    } catch (RuntimeException failure) {
      handle.rollbackToSavepoint(SAVEPOINT);
      throw failure;
    }
  }

  private static void look(Handle handle, String path) {
    handle
        .createQuery("select set_config('search_path', :path, true)")
        .bind("path", path)
        .mapTo(String.class)
        .one();
  }
}
