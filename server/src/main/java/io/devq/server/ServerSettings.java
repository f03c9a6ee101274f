package io.devq.server;

import io.devq.server.http.HttpSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a server runs.
///
/// @param data its data folder, which no other process may use at the same time
/// @param databaseUrl a PostgreSQL as a JDBC or `postgresql://` URL, or null for the embedded one
///   in the data folder
/// @param nodeName for people
/// @param outside how it reaches the world
public record ServerSettings(
    Path data, HttpSettings http, @Nullable String databaseUrl, String nodeName, Outside outside) {

  /// Everything in one folder on this machine.
  ///
  /// @param port to listen on, or 0 for any free one
  public static ServerSettings local(Path data, int port) {
    return new ServerSettings(data, HttpSettings.local(port), null, "local", Outside.STANDARD);
  }

  /// The same on a database of its own.
  public ServerSettings withDatabase(@Nullable String url) {
    return new ServerSettings(data, http, url, nodeName, outside);
  }

  /// The same with another way into the world.
  public ServerSettings withOutside(Outside outside) {
    return new ServerSettings(data, http, databaseUrl, nodeName, outside);
  }
}
