package io.devq.client;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Turns what went wrong with a call into a [Problem]: the one table of statuses, read backwards.
final class Answers {

  private static final int LONGEST_PLAIN_TEXT = 300;

  private Answers() {}

  /// The problem that an answer with an error status means.
  static Problem problem(URI uri, int status, byte[] body) {
    @Nullable JsonNode details = details(body);
    if (details == null) {
      return Problem.of(kind(status, ""), "http_" + status, plain(uri, status, body));
    }
    String code = text(details, "code", "http_" + status);
    String message = text(details, "detail", text(details, "title", uri + " said " + status));
    JsonNode pointer = details.get("pointer");
    return new Problem(
        kind(status, code),
        code,
        message,
        pointer == null || pointer.isNull() ? null : pointer.asString(),
        null);
  }

  /// The problem that the server could not be spoken to at all.
  static Problem unreachable(URI server, IOException cause) {
    return new Problem(
        Kind.UNAVAILABLE,
        "server_unreachable",
        "No DevQ server answers at "
            + server
            + ". Start one with \"devq up\", or name the right one with --server or DEVQ_SERVER.",
        null,
        cause);
  }

  /// The problem that the server took too long.
  static Problem timedOut(URI server, Duration limit, Exception cause) {
    return new Problem(
        Kind.UNAVAILABLE,
        "server_timeout",
        "The DevQ server at "
            + server
            + " did not answer within "
            + limit.toSeconds()
            + " s. Look at its load with \"devq status\" and try again.",
        null,
        cause);
  }

  private static Kind kind(int status, String code) {
    return switch (status) {
      case 401 -> Kind.UNAUTHENTICATED;
      case 403 -> Kind.FORBIDDEN;
      case 404, 410 -> Kind.NOT_FOUND;
      case 409 -> code.endsWith("_replaced") ? Kind.FENCED : Kind.CONFLICT;
      case 412 -> Kind.PRECONDITION;
      case 413 -> Kind.TOO_LARGE;
      case 422 -> Kind.UNPROCESSABLE;
      case 429 -> Kind.OVERLOADED;
      case 502, 503, 504 -> Kind.UNAVAILABLE;
      case 507 -> Kind.STORAGE_FULL;
      default -> status >= 500 ? Kind.INTERNAL : Kind.INVALID;
    };
  }

  private static @Nullable JsonNode details(byte[] body) {
    try {
      JsonNode tree = Json.tolerant().mapper().readTree(body);
      return tree != null && tree.isObject() ? tree : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  private static String text(JsonNode details, String field, String otherwise) {
    JsonNode value = details.get(field);
    return value == null || !value.isString() ? otherwise : value.asString();
  }

  private static String plain(URI uri, int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String shown =
        text.length() > LONGEST_PLAIN_TEXT ? text.substring(0, LONGEST_PLAIN_TEXT) + "…" : text;
    return uri + " answered " + status + (shown.isEmpty() ? "." : ": " + shown);
  }
}
