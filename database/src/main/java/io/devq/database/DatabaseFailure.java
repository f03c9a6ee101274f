package io.devq.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The database refused a statement. `state` is its five-character SQLSTATE (PostgreSQL manual,
/// appendix A).
public class DatabaseFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String state;

  DatabaseFailure(String state, @Nullable String message, Throwable cause) {
    super(message, cause);
    this.state = state;
  }

  /// Turns what JDBC and JDBI throw into a failure of this module; everything else passes through.
  static RuntimeException explain(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof DatabaseFailure failure) {
        return failure;
      }
      if (at instanceof SQLException sql) {
        String state = sql.getSQLState() == null ? "58000" : sql.getSQLState();
        return isLoss(state)
            ? new DatabaseLost(state, sql.getMessage(), thrown)
            : new DatabaseFailure(state, sql.getMessage(), thrown);
      }
    }
    return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
  }

  private static boolean isLoss(String state) {
    return state.startsWith("08") || state.startsWith("57P") || state.equals("25006");
  }

  /// The SQLSTATE.
  public String state() {
    return state;
  }

  /// Whether a unique key was taken.
  public boolean isUniqueViolation() {
    return state.equals("23505");
  }

  /// Whether the row itself is at fault (class 22, data exceptions, and class 23, constraints), so
  /// that trying the same again cannot help.
  public boolean isBadData() {
    return state.startsWith("22") || state.startsWith("23");
  }
}
