package io.devq.server.web;

import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.List;
import java.util.Map;

/// The page one arrives at.
public final class HomePage {

  private final Pages pages;

  /// A home page.
  public HomePage(Pages pages) {
    this.pages = pages;
  }

  /// Its route.
  public List<Route> routes() {
    return List.of(Route.page("/", Role.VIEWER, "Shows the start page", this::home));
  }

  private Response home(Request request) {
    return pages.show(request, "Start", "home.jte", Map.of());
  }
}
