package io.devq.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request to the server, before it is sent. Immutable: each method returns another call.
///
/// @param method the HTTP method
/// @param path below `/api/v1`, or from the root when it does not begin so (see [#root])
/// @param headers names and values beyond those every call has
/// @param body what is sent
/// @param repeatable whether sending it twice is the same as once, so that it may be tried again
/// @param timeout how long it may take until the answer begins; null for the client's usual
public record Call(
    String method,
    String path,
    List<Header> headers,
    Body body,
    boolean repeatable,
    @Nullable Duration timeout) {

  /// Under this all of the API lives.
  public static final String API = "/api/v1";

  /// Names the key that lets a server recognise a repeated creation.
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /// A header.
  public record Header(String name, String value) {}

  /// What is sent.
  public sealed interface Body {

    /// Nothing.
    record None() implements Body {}

    /// A value as JSON.
    record Json(Object value) implements Body {}

    /// The first `length` of some bytes as they are.
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying 256 KiB per call is waste
    record Bytes(byte[] bytes, int length) implements Body {}

    /// A file as it is, streamed.
    record File(Path path) implements Body {}
  }

  /// Keeps its own copy of the headers.
  public Call {
    headers = List.copyOf(headers);
  }

  /// Reads something; may be repeated.
  public static Call get(String path) {
    return new Call("GET", API + path, List.of(), new Body.None(), true, null);
  }

  /// Reads something outside the API, such as `/readyz`; may be repeated.
  public static Call root(String path) {
    return new Call("GET", path, List.of(), new Body.None(), true, null);
  }

  /// Asks for something to be done; is sent once, unless [#idempotent] or [#again] is asked for.
  public static Call post(String path) {
    return new Call("POST", API + path, List.of(), new Body.None(), false, null);
  }

  /// Puts something in its place; may be repeated.
  public static Call put(String path) {
    return new Call("PUT", API + path, List.of(), new Body.None(), true, null);
  }

  /// Changes a part of something; is sent once.
  public static Call patch(String path) {
    return new Call("PATCH", API + path, List.of(), new Body.None(), false, null);
  }

  /// Takes something away; is sent once.
  public static Call delete(String path) {
    return new Call("DELETE", API + path, List.of(), new Body.None(), false, null);
  }

  /// With a value as JSON body.
  public Call json(Object value) {
    return with(new Body.Json(value));
  }

  /// With the first `length` bytes as body.
  public Call bytes(byte[] bytes, int length) {
    return with(new Body.Bytes(bytes, length));
  }

  /// With a file as body.
  public Call file(Path file) {
    return with(new Body.File(file));
  }

  /// With one more query parameter; a null value adds nothing.
  public Call query(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    String separator = path.indexOf('?') < 0 ? "?" : "&";
    String longer = path + separator + encode(name) + "=" + encode(value.toString());
    return new Call(method, longer, headers, body, repeatable, timeout);
  }

  /// With one more header.
  public Call header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Call(method, path, more, body, repeatable, timeout);
  }

  /// With a fresh idempotency key, so that it may be repeated.
  public Call idempotent() {
    return idempotent(UUID.randomUUID().toString());
  }

  /// With a given idempotency key, so that it may be repeated.
  public Call idempotent(String key) {
    return header(IDEMPOTENCY_KEY, key).again();
  }

  /// Declares that sending it twice is the same as once.
  public Call again() {
    return new Call(method, path, headers, body, true, timeout);
  }

  /// Declares that the caller repeats it by itself when needed.
  public Call once() {
    return new Call(method, path, headers, body, false, timeout);
  }

  /// With its own time limit.
  public Call within(Duration limit) {
    return new Call(method, path, headers, body, repeatable, limit);
  }

  /// A text as one segment of a path.
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Call with(Body other) {
    return new Call(method, path, headers, other, repeatable, timeout);
  }
}
