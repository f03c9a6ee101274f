package io.devq.server.http;

/// Where the front door stands.
///
/// @param address the address to listen on, such as `127.0.0.1` or `0.0.0.0`
/// @param port the port, or 0 for any free one
public record HttpSettings(String address, int port, HttpLimits limits) {

  /// The port DevQ listens on unless told otherwise.
  public static final int STANDARD_PORT = 7070;

  /// Refuses what is no port.
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  /// This machine only, with the standard limits.
  public static HttpSettings local(int port) {
    return new HttpSettings("127.0.0.1", port, HttpLimits.standard());
  }
}
