package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.protocol.Json;
import io.devq.protocol.Views.ProblemDetails;
import java.util.Map;
import java.util.UUID;

/// The one table from problems to statuses, and their RFC 9457 form.
public final class Problems {

  static final String MEDIA_TYPE = "application/problem+json";
  static final String UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type";
  static final String METHOD_NOT_ALLOWED = "method_not_allowed";
  static final String BODY_TOO_SLOW = "body_too_slow";
  static final String RANGE_NOT_SATISFIABLE = "range_not_satisfiable";

  /// Codes with a status of their own in HTTP.
  private static final Map<String, Integer> BY_CODE =
      Map.of(
          UNSUPPORTED_MEDIA_TYPE, 415,
          METHOD_NOT_ALLOWED, 405,
          RANGE_NOT_SATISFIABLE, 416,
          BODY_TOO_SLOW, 408);

  /// How soon to try again after a 503, in seconds.
  private static final String RETRY_AFTER = "1";

  private Problems() {}

  /// The status of a problem.
  public static int status(Problem problem) {
    return BY_CODE.getOrDefault(problem.code(), status(problem.kind()));
  }

  private static int status(Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT, FENCED -> 409;
      case PRECONDITION -> 412;
      case TOO_LARGE -> 413;
      case UNPROCESSABLE -> 422;
      case OVERLOADED, UNAVAILABLE -> 503;
      case STORAGE_FULL -> 507;
      case INTERNAL -> 500;
    };
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case INVALID -> "The request is wrong";
      case UNAUTHENTICATED -> "Not signed in";
      case FORBIDDEN -> "Not allowed";
      case NOT_FOUND -> "Not found";
      case CONFLICT -> "It does not fit the present state";
      case FENCED -> "Replaced by a newer one";
      case PRECONDITION -> "Changed in the meantime";
      case TOO_LARGE -> "Too large";
      case UNPROCESSABLE -> "It cannot be done this way";
      case OVERLOADED -> "Too much at once";
      case UNAVAILABLE -> "Cannot work right now";
      case STORAGE_FULL -> "The storage is full";
      case INTERNAL -> "DevQ failed";
    };
  }

  /// The title of a problem, for pages.
  public static String title(Problem problem) {
    return title(problem.kind());
  }

  /// The problem details of a problem.
  public static ProblemDetails details(Problem problem) {
    return details(problem, status(problem));
  }

  /// The problem details of a problem whose status the protocol has already decided, as JSON.
  static String text(Problem problem, int status) {
    return Json.strict().text(details(problem, status));
  }

  private static ProblemDetails details(Problem problem, int status) {
    return new ProblemDetails(
        "/docs/problems/" + problem.code(),
        title(problem.kind()),
        status,
        problem.message(),
        problem.code(),
        problem.pointer(),
        "urn:uuid:" + UUID.randomUUID());
  }

  /// The answer to a problem.
  static Response response(ProblemDetails details) {
    Response response = Response.json(details.status(), details).header("Content-Type", MEDIA_TYPE);
    return switch (details.status()) {
      case 401 -> response.header("WWW-Authenticate", "Bearer realm=\"devq\"");
      case 503 -> response.header("Retry-After", RETRY_AFTER);
      default -> response;
    };
  }
}
