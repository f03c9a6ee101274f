package io.devq.postgres;

import io.devq.base.Problem;
import java.nio.file.Path;
import java.time.Duration;

/// How an embedded server is run.
///
/// @param folder where its data, password and log are kept; made when absent
/// @param binaries where the server's programs are unpacked to, once; may be shared by many servers
/// @param port the port on 127.0.0.1, or 0 for any free one
/// @param connections how many connections it accepts at most
/// @param durable whether a commit waits until it is on disk; false only for throw-away data
/// @param startTimeout how long a start may take, crash recovery included
public record PostgresSettings(
    Path folder, Path binaries, int port, int connections, boolean durable, Duration startTimeout) {

  /// Connections unless told otherwise.
  public static final int CONNECTIONS = 60;

  /// Start time-out unless told otherwise; the replay of 2 GB of log on a slow disk fits in.
  public static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  /// Checks the bounds and makes the folders absolute.
  ///
  /// @throws Problem `invalid_postgres_settings`
  public PostgresSettings {
    folder = folder.toAbsolutePath().normalize();
    binaries = binaries.toAbsolutePath().normalize();
    check(port >= 0 && port <= 65535, "The port must be between 0 and 65535.");
    check(connections >= 10 && connections <= 1000, "Connections must be between 10 and 1000.");
    check(startTimeout.isPositive(), "The start time-out must be positive.");
    check(
        (folder.toString() + binaries).chars().noneMatch(c -> c < ' '),
        "The name of the database folder must not contain control characters.");
  }

  /// A durable server in `folder`, on any free port.
  public static PostgresSettings in(Path folder) {
    return new PostgresSettings(folder, folder, 0, CONNECTIONS, true, START_TIMEOUT);
  }

  /// The same on another port.
  public PostgresSettings withPort(int port) {
    return new PostgresSettings(folder, binaries, port, connections, durable, startTimeout);
  }

  /// The same with its programs unpacked elsewhere.
  public PostgresSettings withBinaries(Path binaries) {
    return new PostgresSettings(folder, binaries, port, connections, durable, startTimeout);
  }

  /// The same with another start time-out.
  public PostgresSettings withStartTimeout(Duration startTimeout) {
    return new PostgresSettings(folder, binaries, port, connections, durable, startTimeout);
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw Problem.invalid("invalid_postgres_settings", sentence);
    }
  }
}
