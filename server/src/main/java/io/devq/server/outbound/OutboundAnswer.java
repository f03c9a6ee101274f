package io.devq.server.outbound;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What came back.
///
/// @param headers the values of each, by name without regard to case
/// @param body as much of it as was asked for
/// @param truncated whether there was more
/// @param remote the address that answered
public record OutboundAnswer(
    int status, Map<String, List<String>> headers, byte[] body, boolean truncated, String remote) {

  /// Sorts the headers.
  public OutboundAnswer {
    Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = sorted;
  }

  /// Whether the status says that all went well.
  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /// Whether the same request may be answered otherwise later: time-outs, too much at once, and
  /// failures of the other side.
  public boolean passing() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /// The first value of a header.
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The body as text, in the charset its type names, else UTF-8; without NUL.
  public String text() {
    return new String(body, charset()).replace('\0', '\uFFFD');
  }

  private Charset charset() {
    String type = header("Content-Type").orElse("");
    int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = type.substring(at + "charset=".length()).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException _) {
      return StandardCharsets.UTF_8;
    }
  }
}
