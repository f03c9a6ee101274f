package io.devq.server.http;

import io.devq.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An answer. Made by one of the methods here, and changed by [#header] and [#etag].
public final class Response {

  /// Writes an answer of unknown length.
  @FunctionalInterface
  public interface Writer {

    /// Writes all of it; does not close the stream.
    void write(OutputStream out) throws IOException;
  }

  /// Feeds an event stream; the stream ends when it returns.
  @FunctionalInterface
  public interface EventSource {

    /// Sends events until there are no more.
    ///
    /// @throws InterruptedException when the reader is gone, the stream has had its time, or the
    ///   server stops; let it through
    /// @throws Exception ends the stream
    void feed(Events events) throws Exception;
  }

  sealed interface Body {
    record None() implements Body {}

    record Whole(byte[] bytes) implements Body {}

    record Ranged(Content content) implements Body {}

    record Streamed(Writer writer) implements Body {}

    record Live(EventSource source) implements Body {}
  }

  record Header(String name, String value) {}

  private final int status;
  private final List<Header> headers;
  private final Body body;

  private Response(int status, List<Header> headers, Body body) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  private static Response typed(int status, String mediaType, Body body) {
    return new Response(status, List.of(new Header("Content-Type", mediaType)), body);
  }

  /// A record as JSON.
  public static Response json(int status, Object value) {
    return typed(status, "application/json", new Body.Whole(Json.strict().bytes(value)));
  }

  /// A record as JSON, with status 200.
  public static Response json(Object value) {
    return json(200, value);
  }

  /// Something new, with its address.
  public static Response created(String location, Object value) {
    return json(201, value).header("Location", location);
  }

  /// Nothing to say; status 204.
  public static Response done() {
    return empty(204);
  }

  /// A status without a body.
  public static Response empty(int status) {
    return new Response(status, List.of(), new Body.None());
  }

  /// A page.
  public static Response html(int status, String page) {
    return typed(
        status, "text/html; charset=utf-8", new Body.Whole(page.getBytes(StandardCharsets.UTF_8)));
  }

  /// Text.
  public static Response text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// A few bytes.
  public static Response bytes(int status, String mediaType, byte[] bytes) {
    return typed(status, mediaType, new Body.Whole(bytes));
  }

  /// Bytes of which the client may ask for a range (RFC 9110, section 14). Give it an [#etag] so
  /// that a broken download can go on safely.
  public static Response content(String mediaType, Content content) {
    return typed(200, mediaType, new Body.Ranged(content));
  }

  /// Bytes of unknown length.
  public static Response stream(String mediaType, Writer writer) {
    return typed(200, mediaType, new Body.Streamed(writer));
  }

  /// Server-sent events.
  public static Response events(EventSource source) {
    return typed(200, "text/event-stream; charset=utf-8", new Body.Live(source))
        .header("X-Accel-Buffering", "no");
  }

  /// Sends a browser elsewhere with a GET; status 303.
  public static Response redirect(String location) {
    return empty(303).header("Location", location);
  }

  /// This answer with a header, instead of one of the same name unless that is `Set-Cookie`.
  public Response header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.removeIf(header -> header.name.equalsIgnoreCase(name) && !name.equals("Set-Cookie"));
    more.add(new Header(name, value));
    return new Response(status, more, body);
  }

  /// This answer with a strong entity tag. A GET that names it in `If-None-Match` is answered 304.
  ///
  /// @param tag without quotes
  public Response etag(String tag) {
    return header("ETag", "\"" + tag + "\"");
  }

  /// This answer, to be kept by the browser for ever: its address changes when it does.
  public Response forever() {
    return header("Cache-Control", "public, max-age=31536000, immutable");
  }

  /// The status.
  public int status() {
    return status;
  }

  List<Header> headers() {
    return headers;
  }

  Body body() {
    return body;
  }
}
