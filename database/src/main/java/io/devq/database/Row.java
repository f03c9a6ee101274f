package io.devq.database;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a result, read by column name. The plain readers insist on a value; the `…OrNull`
/// readers do not.
public final class Row {

  private final ResultSet row;

  Row(ResultSet row) {
    this.row = row;
  }

  private interface Reader<T> {
    @Nullable T read() throws SQLException;
  }

  private <T> @Nullable T nullable(Reader<T> reader) {
    try {
      T value = reader.read();
      return row.wasNull() ? null : value;
    } catch (SQLException failure) {
      throw DatabaseFailure.explain(failure);
    }
  }

  private <T> T required(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  /// A text.
  public String text(String column) {
    return required(column, textOrNull(column));
  }

  /// A text or null.
  public @Nullable String textOrNull(String column) {
    return nullable(() -> row.getString(column));
  }

  /// A whole number of 32 bits or fewer.
  public int integer(String column) {
    return required(column, integerOrNull(column));
  }

  /// A whole number of 32 bits or fewer, or null.
  public @Nullable Integer integerOrNull(String column) {
    return nullable(() -> row.getInt(column));
  }

  /// A whole number of 64 bits.
  public long number(String column) {
    return required(column, numberOrNull(column));
  }

  /// A whole number of 64 bits, or null.
  public @Nullable Long numberOrNull(String column) {
    return nullable(() -> row.getLong(column));
  }

  /// A floating-point number.
  public double decimal(String column) {
    return required(column, nullable(() -> row.getDouble(column)));
  }

  /// A truth value.
  public boolean flag(String column) {
    return required(column, nullable(() -> row.getBoolean(column)));
  }

  /// A UUID.
  public UUID uuid(String column) {
    return required(column, uuidOrNull(column));
  }

  /// A UUID or null.
  public @Nullable UUID uuidOrNull(String column) {
    return nullable(() -> row.getObject(column, UUID.class));
  }

  /// A moment.
  public Instant instant(String column) {
    return required(column, instantOrNull(column));
  }

  /// A moment or null.
  public @Nullable Instant instantOrNull(String column) {
    return nullable(() -> {
      OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
    });
  }

  /// Bytes.
  public byte[] bytes(String column) {
    return required(column, nullable(() -> row.getBytes(column)));
  }

  /// An array of UUIDs.
  public UUID[] uuids(String column) {
    return (UUID[]) array(column);
  }

  /// An array of 32-bit numbers.
  public Integer[] integers(String column) {
    return (Integer[]) array(column);
  }

  /// An array of texts.
  public String[] texts(String column) {
    return (String[]) array(column);
  }

  private Object array(String column) {
    return required(
        column,
        nullable(() -> {
          Array array = row.getArray(column);
          return array == null ? null : array.getArray();
        }));
  }
}
