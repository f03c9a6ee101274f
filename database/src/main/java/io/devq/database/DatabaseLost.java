package io.devq.database;

import org.jspecify.annotations.Nullable;

/// The connection broke or the server went away: whether the statement took effect is unknown. Read
/// before trying again.
public final class DatabaseLost extends DatabaseFailure {

  private static final long serialVersionUID = 1;

  DatabaseLost(String state, @Nullable String message, Throwable cause) {
    super(state, message, cause);
  }
}
