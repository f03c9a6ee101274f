package io.devq.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// An open way to the database, for the length of one transaction or one piece of autocommitted
/// work.
public final class Sql {

  private final Handle handle;

  Sql(Handle handle) {
    this.handle = handle;
  }

  /// A statement to bind and run.
  public Statement statement(String sql) {
    return new Statement(sql);
  }

  /// One statement run for many rows of parameters, sent together. Outside a transaction the whole
  /// batch commits as one.
  public Batch batch(String sql) {
    return new Batch(handle.prepareBatch(sql));
  }

  /// A statement with its parameters. A null is bound as SQL null; an `Instant` as `timestamptz`;
  /// arrays of UUID, Integer, Short, Long, String, Boolean and Instant as SQL arrays.
  public final class Statement {

    private final String sql;
    private final List<Parameter> parameters = new ArrayList<>();

    private Statement(String sql) {
      this.sql = sql;
    }

    private record Parameter(String name, @Nullable Object value) {}

    /// Gives the parameter `:name` its value.
    public Statement bind(String name, @Nullable Object value) {
      parameters.add(new Parameter(name, value));
      return this;
    }

    /// Runs it and says how many rows it wrote.
    public int update() {
      var update = handle.createUpdate(sql);
      parameters.forEach(p -> Sql.bind(update, p.name, p.value));
      return update.execute();
    }

    /// Runs it and maps each row.
    public <T> List<T> list(Function<Row, T> mapper) {
      var query = handle.createQuery(sql);
      parameters.forEach(p -> Sql.bind(query, p.name, p.value));
      return query.map((row, _) -> mapper.apply(new Row(row))).list();
    }

    /// Runs it and maps the first row, if there is one.
    public <T> Optional<T> first(Function<Row, T> mapper) {
      return list(mapper).stream().findFirst();
    }

    /// Runs it and maps the one row there must be.
    public <T> T one(Function<Row, T> mapper) {
      List<T> rows = list(mapper);
      if (rows.size() != 1) {
        throw new IllegalStateException("one row was expected, " + rows.size() + " came: " + sql);
      }
      return rows.getFirst();
    }
  }

  /// Rows of parameters for one statement.
  public static final class Batch {

    private final PreparedBatch batch;

    private Batch(PreparedBatch batch) {
      this.batch = batch;
    }

    /// Gives a parameter of the row in hand its value.
    public Batch bind(String name, @Nullable Object value) {
      Sql.bind(batch, name, value);
      return this;
    }

    /// Ends the row in hand.
    public Batch add() {
      batch.add();
      return this;
    }

    /// Runs all rows and says for each how many rows it wrote.
    public int[] execute() {
      return batch.size() == 0 ? new int[0] : batch.execute();
    }
  }

  private static void bind(SqlStatement<?> statement, String name, @Nullable Object value) {
    switch (value) {
      case null -> statement.bindByType(name, null, Object.class);
      case java.time.Instant instant ->
          statement.bind(name, instant.atOffset(java.time.ZoneOffset.UTC));
      case UUID uuid -> statement.bind(name, (Object) uuid);
      case Enum<?> constant -> statement.bind(name, constant.name());
      default -> statement.bind(name, value);
    }
  }
}
