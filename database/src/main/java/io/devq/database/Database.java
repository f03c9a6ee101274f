package io.devq.database;

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

  /// A database on `dataSource`, whose owner closes it.
  public Database(DataSource dataSource) {
    this.dataSource = dataSource;
    this.jdbi = Jdbi.create(dataSource);
    jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(false);
    jdbi.registerArrayType(UUID.class, "uuid");
    jdbi.registerArrayType(Integer.class, "int4");
    jdbi.registerArrayType(Short.class, "int2");
    jdbi.registerArrayType(Long.class, "int8");
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Boolean.class, "bool");
    jdbi.registerArrayType(Instant.class, "timestamptz", Database::timestamp);
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
