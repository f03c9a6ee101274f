package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.protocol.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request to a route: its parameters, headers and body, who asks and in which project. Whatever
/// does not read as it should ends in a [Problem] that names the field.
public final class Request {

  /// The project that is meant when none is named.
  public static final String DEFAULT_PROJECT = "default";

  private final Call call;
  private final Context context;
  private final String project;
  private final @Nullable Principal principal;

  Request(Call call, String project, @Nullable Principal principal) {
    this.call = call;
    this.context = call.context();
    this.project = project;
    this.principal = principal;
  }

  Request by(Principal known) {
    return new Request(call, project, known);
  }

  /// The route this request met.
  public Route route() {
    return call.route();
  }

  /// The path as it was asked for.
  public String path() {
    return context.path();
  }

  /// Whether only the header of the answer is wanted, so that nothing may change.
  public boolean isHead() {
    return context.req().getMethod().equals("HEAD");
  }

  /// Who asks.
  ///
  /// @throws IllegalStateException on a route that is open to anyone
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException(route().path() + " is open to anyone, so nobody is known");
    }
    return principal;
  }

  /// The project the request is about.
  public String project() {
    return project;
  }

  /// The address the request came from: that of the last proxy, if there is one.
  public String remoteAddress() {
    return context.ip();
  }

  /// A parameter of the path.
  public String parameter(String name) {
    return context.pathParam(name);
  }

  /// A parameter of the path, read as something, such as `parameter("id", JobId::parse)`.
  ///
  /// @throws Problem that of `parse`
  public <T> T parameter(String name, Function<String, T> parse) {
    return parse.apply(context.pathParam(name));
  }

  /// The query parameters, each with its reader.
  public Query query() {
    return new Query(route(), name -> context.queryParams(name));
  }

  /// A header.
  public Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /// A cookie.
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(context.cookie(name));
  }

  /// The `Idempotency-Key`, at most 255 characters (draft-ietf-httpapi-idempotency-key-header).
  ///
  /// @throws Problem `invalid_idempotency_key`
  public Optional<String> idempotencyKey() {
    Optional<String> key = header("Idempotency-Key");
    key.ifPresent(text -> {
      if (text.isBlank() || text.length() > 255) {
        throw Problem.invalid(
            "invalid_idempotency_key", "An Idempotency-Key has 1 to 255 characters.");
      }
    });
    return key;
  }

  /// The entity tag in `If-Match`, without quotes; empty when any version will do.
  public Optional<String> ifMatch() {
    return header("If-Match")
        .map(String::strip)
        .filter(tag -> !tag.equals("*"))
        .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""));
  }

  /// Where a reader that lost its event stream had got to.
  public Optional<String> lastEventId() {
    return header("Last-Event-ID").filter(id -> !id.isBlank());
  }

  /// Whether the client asks for this media type by name.
  public boolean accepts(String mediaType) {
    return header("Accept")
        .map(accepted -> accepted.toLowerCase(Locale.ROOT).contains(mediaType))
        .orElse(false);
  }

  /// The body, at most as long as the route allows. Throws `body_too_large` (a [Problem]) while it
  /// is read when it turns out longer.
  public InputStream body() throws IOException {
    long limit = bodyLimit();
    if (context.req().getContentLengthLong() > limit) {
      throw LimitedBody.tooLarge(limit);
    }
    return new LimitedBody(context.req().getInputStream(), limit, call.limits(), call.time());
  }

  /// The length the client announced, or -1.
  public long bodyLength() {
    return context.req().getContentLengthLong();
  }

  /// The whole body.
  public byte[] bytes() throws IOException {
    try (InputStream in = body()) {
      return in.readAllBytes();
    }
  }

  /// The whole body, which must be said to be JSON: a page elsewhere cannot make a browser send
  /// that without asking first. Empty when there is none.
  ///
  /// @throws Problem `unsupported_media_type`
  public byte[] jsonBytes() throws IOException {
    requireMediaType("application/json");
    return bytes();
  }

  /// The body read as JSON into a record.
  ///
  /// @throws Problem as [Json#read(byte\[\], Class)], or `unsupported_media_type`
  public <T> T json(Class<T> type) throws IOException {
    return Json.strict().read(jsonBytes(), type);
  }

  /// The body read as a form of a page.
  public Map<String, String> form() throws IOException {
    requireMediaType("application/x-www-form-urlencoded");
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : new String(bytes(), StandardCharsets.US_ASCII).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw Problem.invalid("invalid_form", "The form is not encoded as a form.");
    }
  }

  private void requireMediaType(String wanted) {
    String given = header("Content-Type").orElse(wanted);
    String bare = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean fits = bare.equals(wanted) || (wanted.endsWith("/json") && bare.endsWith("+json"));
    if (!fits) {
      throw Problem.invalid(
          Problems.UNSUPPORTED_MEDIA_TYPE,
          "The body is said to be " + bare + "; send it with Content-Type: " + wanted + ".");
    }
  }

  private long bodyLimit() {
    Route.Body body = route().shape().body();
    return body == null || body.limit() == 0 ? call.limits().body() : body.limit();
  }

  /// All values of a query parameter, for what is not a route's own business.
  List<String> rawQuery(String name) {
    return context.queryParams(name);
  }
}
