package io.devq.server.http;

import io.devq.protocol.Json;
import io.devq.protocol.Views.ProblemDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The API's description (OpenAPI 3.1), made from the route table and the record types in it.
final class OpenApi {

  /// The version of the API, as in its paths.
  private static final String VERSION = "1";

  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /// The route that serves the description of `routes` and of itself.
  static Route route(List<Route> routes) {
    Route bare =
        Route.get("/openapi.json", Role.ANYONE, "Describes this API", _ -> Response.empty(500))
            .givesBytes("application/json");
    List<Route> all = new ArrayList<>(routes);
    all.add(bare);
    byte[] json = Json.strict().bytes(new OpenApi().document(all));
    return new Route(
        bare.method(),
        bare.path(),
        bare.role(),
        bare.summary(),
        bare.shape(),
        _ -> Response.bytes(200, "application/json", json));
  }

  private Map<String, Object> document(List<Route> routes) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
          .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
    }
    Object problem = schemas.of(ProblemDetails.class);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "DevQ", "version", VERSION));
    document.put("paths", paths);
    document.put("components", components(problem));
    return document;
  }

  private Map<String, Object> components(Object problem) {
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas.all());
    components.put(
        "responses",
        Map.of(
            "Problem",
            Map.of(
                "description",
                "A problem, as RFC 9457 tells it",
                "content",
                Map.of(Problems.MEDIA_TYPE, Map.of("schema", problem)))));
    components.put(
        "securitySchemes",
        Map.of(
            "token", Map.of("type", "http", "scheme", "bearer"),
            "session", Map.of("type", "apiKey", "in", "cookie", "name", "devq_session")));
    return components;
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", operationId(route));
    operation.put("summary", route.summary());
    if (route.role() == Role.ANYONE) {
      operation.put("security", List.of());
    } else {
      operation.put("security", List.of(Map.of("token", List.of()), Map.of("session", List.of())));
      operation.put("x-devq-role", route.role().text());
    }
    operation.put("parameters", parameters(route));
    Route.Body body = route.shape().body();
    if (body != null) {
      operation.put(
          "requestBody",
          Map.of(
              "required", true, "content", Map.of(body.mediaType(), schemas.media(body.type()))));
    }
    operation.put("responses", responses(route));
    return operation;
  }

  private List<Map<String, Object>> parameters(Route route) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    for (String name : route.pathParameters()) {
      parameters.add(
          Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
    }
    for (Route.Query query : route.shape().queries()) {
      parameters.add(
          Map.of(
              "name", query.name(),
              "in", "query",
              "description", query.description(),
              "schema", schemas.of(query.type())));
    }
    if (route.role() != Role.ANYONE) {
      parameters.add(
          Map.of(
              "name", "Devq-Project",
              "in", "header",
              "description", "The project; \"default\" when not given",
              "schema", Map.of("type", "string")));
    }
    return parameters;
  }

  private Map<String, Object> responses(Route route) {
    Route.Answer answer = route.shape().answer();
    Map<String, Object> success = new LinkedHashMap<>();
    success.put("description", route.summary());
    if (!answer.mediaType().isEmpty()) {
      success.put("content", Map.of(answer.mediaType(), schemas.media(answer.type())));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(Integer.toString(answer.status()), success);
    responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
    return responses;
  }

  /// Such as `postJobsIdPause`.
  private static String operationId(Route route) {
    StringBuilder id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
    String path = route.path().replaceFirst("^/api/v1", "");
    for (String word : path.split("[^a-zA-Z0-9]+")) {
      if (!word.isEmpty()) {
        id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return id.toString();
  }
}
