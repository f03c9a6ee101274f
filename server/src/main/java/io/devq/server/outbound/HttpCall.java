package io.devq.server.outbound;

import io.devq.base.Problem;
import io.devq.protocol.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The payload of a job of type `http`.
///
/// @param method GET when not said
/// @param body a text that is sent as it is, or any other JSON value, which is sent as JSON
/// @param expect what counts as success instead of a status of 200 to 299
/// @param within how long the whole exchange may take, 30 seconds when not said
public record HttpCall(
    @Nullable String method,
    String url,
    @Nullable Map<String, String> headers,
    @Nullable JsonNode body,
    @Nullable Expect expect,
    @Nullable Duration within) {

  /// What counts as success.
  ///
  /// @param status one of these
  /// @param contains a text the body must contain, among the first [HttpCall#RESULT_BODY] bytes
  public record Expect(@Nullable List<Integer> status, @Nullable String contains) {}

  /// Bytes of the answer's body that become part of the result.
  public static final int RESULT_BODY = 16 * 1024;

  /// How long an exchange takes at most unless told otherwise.
  static final Duration WITHIN = Duration.ofSeconds(30);

  /// How long it can be told to take.
  static final Duration LONGEST = Duration.ofMinutes(30);

  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_HEADER = 8_192;
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

  /// Headers that belong to the connection and not to its user.
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /// Reads a payload.
  ///
  /// @throws Problem `invalid_http_payload`, `invalid_url`, `refused_port`, `unknown_field`, …
  public static HttpCall read(String payload) {
    HttpCall call = Json.strict().read(payload, HttpCall.class);
    call.check();
    return call;
  }

  private void check() {
    if (!METHODS.contains(verb())) {
      throw invalid(
          "The method is one of " + String.join(", ", METHODS.stream().sorted().toList()) + ".",
          "method");
    }
    var _ = Guard.parse(url, "/payload/url");
    Map<String, String> all = headers == null ? Map.of() : headers;
    if (all.size() > MOST_HEADERS) {
      throw invalid("A request has at most " + MOST_HEADERS + " headers.", "headers");
    }
    all.forEach(HttpCall::checkHeader);
    if (within != null
        && (within.isNegative() || within.isZero() || within.compareTo(LONGEST) > 0)) {
      throw invalid("within is positive and at most " + LONGEST + ".", "within");
    }
    if (expect != null
        && expect.status != null
        && (expect.status.isEmpty()
            || expect.status.stream().anyMatch(code -> code < 200 || code > 599))) {
      throw invalid("expect.status lists statuses from 200 to 599.", "expect/status");
    }
  }

  private static void checkHeader(String name, String value) {
    if (!TOKEN.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw invalid("\"" + printable(name) + "\" is no header that a job may set.", "headers");
    }
    if (value.length() > LONGEST_HEADER
        || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > '~')) {
      throw invalid(
          "The header "
              + name
              + " is longer than "
              + LONGEST_HEADER
              + " characters, or has some that a header cannot have.",
          "headers");
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }

  private static Problem invalid(String message, String field) {
    return Problem.invalid("invalid_http_payload", message, "/payload/" + field);
  }

  String verb() {
    return method == null ? "GET" : method.toUpperCase(Locale.ROOT);
  }

  /// The request to send.
  OutboundRequest request() {
    Map<String, String> all = new LinkedHashMap<>(headers == null ? Map.of() : headers);
    byte[] bytes = bytes();
    boolean typed = all.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("content-type"));
    if (bytes.length > 0 && !typed) {
      all.put(
          "Content-Type",
          body != null && body.isString() ? "text/plain; charset=utf-8" : "application/json");
    }
    return new OutboundRequest(
        verb(), URI.create(url), all, bytes, within == null ? WITHIN : within, RESULT_BODY);
  }

  private byte[] bytes() {
    if (body == null || body.isNull()) {
      return new byte[0];
    }
    return body.isString()
        ? body.asString().getBytes(StandardCharsets.UTF_8)
        : Json.strict().bytes(body);
  }

  /// Why an answer is no success, or null when it is one.
  @Nullable String complaint(OutboundAnswer answer) {
    List<Integer> wanted = expect == null ? null : expect.status;
    boolean good = wanted == null ? answer.succeeded() : wanted.contains(answer.status());
    if (!good) {
      return "the answer was " + answer.status();
    }
    String text = expect == null ? null : expect.contains;
    return text == null || answer.text().contains(text)
        ? null
        : "the answer does not contain what was expected";
  }
}
