package io.devq.client;

import io.devq.base.Problem;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where the server is and who calls.
///
/// @param server the address, such as `http://127.0.0.1:7070`
/// @param token the bearer token, or null when none is needed
/// @param project the project every call is about
/// @param connectTimeout how long one attempt to connect may take
/// @param requestTimeout how long a call may take until its answer begins, unless the call says
///   otherwise
public record ClientSettings(
    URI server,
    @Nullable String token,
    String project,
    Duration connectTimeout,
    Duration requestTimeout) {

  /// The project that is there from the beginning.
  public static final String DEFAULT_PROJECT = "default";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /// Checks the address and takes a slash at its end away.
  ///
  /// @throws Problem `invalid_server`
  public ClientSettings {
    String scheme = server.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || server.getHost() == null) {
      throw Problem.invalid(
          "invalid_server",
          "\"" + server + "\" is not the address of a server; write http://HOST:PORT.");
    }
    String text = server.toString();
    if (text.endsWith("/")) {
      server = URI.create(text.substring(0, text.length() - 1));
    }
  }

  /// The default project of a server, with the default times.
  public static ClientSettings of(URI server, @Nullable String token) {
    return new ClientSettings(server, token, DEFAULT_PROJECT, CONNECT_TIMEOUT, REQUEST_TIMEOUT);
  }

  /// The same server and caller for another project.
  public ClientSettings inProject(String other) {
    return new ClientSettings(server, token, other, connectTimeout, requestTimeout);
  }

  /// Without the token, which must not reach a log.
  @Override
  public String toString() {
    return "ClientSettings[server=" + server + ", project=" + project + "]";
  }
}
