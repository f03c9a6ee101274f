package io.devq.database;

import io.devq.base.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL database behind any DataSource.
///
/// Two ways in, and no third: [#transaction] does several statements as one, [#autocommit] does
/// each statement as a transaction of its own. Isolation is READ COMMITTED. When either returns,
/// what was written is committed and, with `synchronous_commit` on, durable. When the connection is
/// lost on the way, the outcome is unknown ([DatabaseLost]): read again.
public final class Database {

  private final DataSource dataSource;
  private final Jdbi jdbi;
  private volatile @Nullable String schema;

  /// A database on `dataSource`, whose owner closes it.
  public Database(DataSource dataSource) {
    this.dataSource = dataSource;
    this.jdbi = configured(Jdbi.create(dataSource));
  }

  static Jdbi configured(Jdbi jdbi) {
    jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(false);
    jdbi.registerArrayType(UUID.class, "uuid");
    jdbi.registerArrayType(Integer.class, "int4");
    jdbi.registerArrayType(Short.class, "int2");
    jdbi.registerArrayType(Long.class, "int8");
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Boolean.class, "bool");
    jdbi.registerArrayType(Instant.class, "timestamptz", Database::timestamp);
    return jdbi;
  }

  private static @Nullable Object timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /// Runs `work` as one transaction: committed when it returns, rolled back when it throws.
  public <T extends @Nullable Object> T transaction(Function<Sql, T> work) {
    HandleCallback<T, RuntimeException> body = handle -> work.apply(new Sql(handle));
    try {
      return jdbi.inTransaction(body);
    } catch (RuntimeException failure) {
      throw DatabaseFailure.explain(failure);
    }
  }

  /// [#transaction] for work without a result.
  public void inTransaction(Consumer<Sql> work) {
    this.<@Nullable Void>transaction(sql -> {
      work.accept(sql);
      return null;
    });
  }

  /// Runs `work` with each of its statements a transaction of its own.
  public <T extends @Nullable Object> T autocommit(Function<Sql, T> work) {
    try (Handle handle = jdbi.open()) {
      return work.apply(new Sql(handle));
    } catch (RuntimeException failure) {
      throw DatabaseFailure.explain(failure);
    }
  }

  /// Runs `work` within a transaction that a caller has open on this database, and leaves it open.
  ///
  /// @throws IllegalArgumentException when it is not one of [JdbcTransaction]
  public <T extends @Nullable Object> T within(Transaction transaction, Function<Sql, T> work) {
    if (!(transaction instanceof JdbcTransaction theirs)) {
      throw new IllegalArgumentException("not a transaction of JdbcTransaction: " + transaction);
    }
    return theirs.within(schema(), work);
  }

  private String schema() {
    String known = schema;
    if (known == null) {
      known =
          autocommit(
              sql -> sql.statement("select current_schema() as name").one(row -> row.text("name")));
      schema = known;
    }
    return known;
  }

  /// Whether a connection can be had and answers within two seconds.
  public boolean answers() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException _) {
      return false;
    }
  }

  DataSource dataSource() {
    return dataSource;
  }
}
