package io.devq.server.http;

import java.time.Duration;

/// The bounds of the front door.
///
/// @param body largest request body in bytes, where a route does not say otherwise; beyond: 413
/// @param header largest request header in bytes, the request line included; beyond: 431
/// @param connections most open connections; further ones wait in the listening socket
/// @param concurrent most brief requests at once; beyond: 503 with `Retry-After`
/// @param waiting most long polls and event streams at once; beyond: 503 with `Retry-After`
/// @param idle how long a connection may be silent, and a peer may take no bytes, before it is
///   closed
/// @param slowestBody how slowly a body may come on average, in bytes a second, once it has taken
///   longer than `idle`; slower: 408
/// @param heartbeat how often a silent event stream says that it lives
/// @param longestStream when an event stream is ended so that the client comes back, perhaps to
///   another node
/// @param stopGrace how long `stop` waits for brief requests before it interrupts them
public record HttpLimits(
    long body,
    int header,
    int connections,
    int concurrent,
    int waiting,
    Duration idle,
    int slowestBody,
    Duration heartbeat,
    Duration longestStream,
    Duration stopGrace) {

  /// Refuses bounds that are none.
  public HttpLimits {
    if (body < 1 || header < 1024 || connections < 1 || concurrent < 1 || waiting < 1) {
      throw new IllegalArgumentException(
          "every bound is positive, and a header has 1 KiB at least");
    }
    if (idle.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException("a connection must outlive the heartbeat of its stream");
    }
  }

  /// The bounds in force unless a setting says otherwise.
  public static HttpLimits standard() {
    return new HttpLimits(
        1024 * 1024,
        16 * 1024,
        20_000,
        256,
        20_000,
        Duration.ofSeconds(60),
        256,
        Duration.ofSeconds(15),
        Duration.ofHours(1),
        Duration.ofSeconds(10));
  }
}
