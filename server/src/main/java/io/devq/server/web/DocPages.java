package io.devq.server.web;

import io.devq.base.Problem;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the API can do and what its problems mean, for anyone who reads an answer of it.
public final class DocPages {

  private static final String API = "/api/v1/";

  private final Pages pages;
  private final Map<String, List<Route>> api;
  private final Explanations explanations = new Explanations();

  /// Pages about these routes.
  public DocPages(Pages pages, List<Route> routes) {
    this.pages = pages;
    this.api = byThing(routes);
  }

  /// Such as all of `/jobs` under `jobs`.
  private static Map<String, List<Route>> byThing(List<Route> routes) {
    Map<String, List<Route>> things = new TreeMap<>();
    for (Route route : routes) {
      if (route.path().startsWith(API)) {
        String thing = route.path().substring(API.length()).split("/", 2)[0];
        things.computeIfAbsent(thing, _ -> new ArrayList<>()).add(route);
      }
    }
    return things;
  }

  /// Their routes.
  public List<Route> routes() {
    return List.of(
        Route.page("/docs", Role.ANYONE, "Shows what the API can do", this::api),
        Route.page("/docs/problems", Role.ANYONE, "Shows all codes of problems", this::problems),
        Route.page(
            "/docs/problems/{code}", Role.ANYONE, "Shows what a problem means", this::problem));
  }

  private Response api(Request request) {
    return pages.open(200, "The API", "docs.jte", Map.of("things", api));
  }

  private Response problems(Request request) {
    return pages.open(200, "Problems", "problems.jte", Map.of("topics", explanations.byTopic()));
  }

  private Response problem(Request request) {
    String code = request.parameter("code");
    return explanations
        .of(code)
        .map(one -> pages.open(200, one.code(), "explanation.jte", Map.of("explanation", one)))
        .orElseThrow(() ->
            Problem.notFound(
                "unknown_code",
                "No problem has the code \"" + code + "\"; /docs/problems lists those there are."));
  }
}
