package io.devq.server.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// A request to send.
///
/// @param headers by name, beside those that every request has
/// @param total how long all of it may take
/// @param mostBody bytes of the answer's body that are kept
public record OutboundRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    byte[] body,
    Duration total,
    int mostBody) {

  /// Bytes of the answer to a message that are kept, for its log.
  public static final int BRIEF_BODY = 2_048;

  /// A message of JSON whose answer nobody reads.
  public static OutboundRequest message(
      URI uri, Map<String, String> headers, byte[] json, Duration total) {
    return new OutboundRequest("POST", uri, headers, json, total, BRIEF_BODY);
  }
}
