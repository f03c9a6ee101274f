package io.devq.server.http;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One line of the route table: what is served where, to whom, and what goes in and out. OpenAPI is
/// derived from it, and so are the checks of roles, query parameters and body size.
///
///     Route.get("/api/v1/jobs/{id}", Role.VIEWER, "Shows a job", jobs::show).gives(200, Job.class)
///
/// @param path with its parameters in braces, such as `/api/v1/jobs/{id}`; each fills one segment
/// @param role what the caller must be
/// @param summary one sentence for the API's documentation, without a full stop
/// @param shape what goes in and out
public record Route(
    Method method, String path, Role role, String summary, Shape shape, Handler handler) {

  private static final Pattern PATH =
      Pattern.compile("(/(\\{[a-zA-Z][a-zA-Z0-9]*}|[a-zA-Z0-9._~-]+))+|/");
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");

  /// What goes in and out of a route.
  ///
  /// @param queries the query parameters it knows; others are refused below `/api/`
  /// @param body what the request carries, or null when nothing
  /// @param answer what a success looks like
  public record Shape(List<Query> queries, @Nullable Body body, Answer answer, Hold hold) {

    /// Copies the list.
    public Shape {
      queries = List.copyOf(queries);
    }
  }

  /// A query parameter.
  ///
  /// @param type how its text reads: String, Integer, Long, Boolean, Instant, Duration, an enum, an
  ///   id
  public record Query(String name, Class<?> type, String description) {}

  /// A request body.
  ///
  /// @param type the record it is read into, or null for bytes
  /// @param limit its largest size in bytes, or 0 for [HttpLimits#body()]
  public record Body(@Nullable Type type, String mediaType, long limit) {}

  /// A successful answer.
  ///
  /// @param type the record it carries, or null for bytes or nothing
  /// @param mediaType its form, or the empty text when there is no body
  public record Answer(int status, @Nullable Type type, String mediaType) {}

  /// Refuses a path that is none.
  public Route {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(path + " is no path");
    }
  }

  private static Route of(Method method, String path, Role role, String summary, Handler handler) {
    Shape shape = new Shape(List.of(), null, new Answer(204, null, ""), Hold.BRIEF);
    return new Route(method, path, role, summary, shape, handler);
  }

  /// A route that reads.
  public static Route get(String path, Role role, String summary, Handler handler) {
    return of(Method.GET, path, role, summary, handler);
  }

  /// A route that creates or acts.
  public static Route post(String path, Role role, String summary, Handler handler) {
    return of(Method.POST, path, role, summary, handler);
  }

  /// A route that replaces.
  public static Route put(String path, Role role, String summary, Handler handler) {
    return of(Method.PUT, path, role, summary, handler);
  }

  /// A route that changes some fields.
  public static Route patch(String path, Role role, String summary, Handler handler) {
    return of(Method.PATCH, path, role, summary, handler);
  }

  /// A route that removes.
  public static Route delete(String path, Role role, String summary, Handler handler) {
    return of(Method.DELETE, path, role, summary, handler);
  }

  /// A page for people: reads, and gives HTML.
  public static Route page(String path, Role role, String summary, Handler handler) {
    return get(path, role, summary, handler).givesBytes("text/html");
  }

  /// This route with a query parameter. A handler may read only those declared.
  public Route query(String name, Class<?> type, String description) {
    List<Query> queries = new ArrayList<>(shape.queries);
    queries.add(new Query(name, type, description));
    return with(new Shape(queries, shape.body, shape.answer, shape.hold));
  }

  /// This route with a JSON body: a record, or a generic type and its arguments.
  public Route takes(Class<?> type, Class<?>... arguments) {
    return withBody(new Body(Generic.of(type, arguments), "application/json", 0));
  }

  /// This route with a form of a page as its body.
  public Route takesForm() {
    return withBody(new Body(null, "application/x-www-form-urlencoded", 0));
  }

  /// This route with bytes as its body, at most `limit` of them.
  public Route takesBytes(String mediaType, long limit) {
    return withBody(new Body(null, mediaType, limit));
  }

  /// This route with another bound on its body, in bytes. Says first what it takes.
  public Route upTo(long limit) {
    Body body = shape.body;
    if (body == null) {
      throw new IllegalStateException(path + " takes no body that could be limited");
    }
    return withBody(new Body(body.type, body.mediaType, limit));
  }

  /// This route with JSON as its answer: a record, or a generic type and its arguments.
  public Route gives(int status, Class<?> type, Class<?>... arguments) {
    return withAnswer(new Answer(status, Generic.of(type, arguments), "application/json"));
  }

  /// This route with bytes of some media type as its answer.
  public Route givesBytes(String mediaType) {
    return withAnswer(new Answer(200, null, mediaType));
  }

  /// This route as one that may keep its caller waiting.
  public Route waits() {
    return holds(Hold.WAITING);
  }

  /// This route with another bound to count against.
  public Route holds(Hold hold) {
    return with(new Shape(shape.queries, shape.body, shape.answer, hold));
  }

  /// The names of the parameters in the path, in order.
  public List<String> pathParameters() {
    return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
  }

  /// Whether the query parameter is declared.
  boolean knows(String query) {
    return shape.queries.stream().anyMatch(known -> known.name.equals(query));
  }

  /// The path with its parameters nameless, so that two routes that meet the same requests are
  /// equal.
  String pattern() {
    Matcher parameters = PARAMETER.matcher(path);
    return method + " " + parameters.replaceAll("{}");
  }

  private Route withBody(Body body) {
    return with(new Shape(shape.queries, body, shape.answer, shape.hold));
  }

  private Route withAnswer(Answer answer) {
    return with(new Shape(shape.queries, shape.body, answer, shape.hold));
  }

  private Route with(Shape changed) {
    return new Route(method, path, role, summary, changed, handler);
  }
}
