package io.devq.server.web;

import io.devq.deploys.Deploys;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.List;
import java.util.Map;

/// Regions and the hosts in them.
final class RegionPage {

  private final Pages pages;
  private final Deploys deploys;

  RegionPage(Pages pages, Deploys deploys) {
    this.pages = pages;
    this.deploys = deploys;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/regions", Role.VIEWER, "Shows regions and their hosts", this::show));
  }

  private Response show(Request request) {
    return pages.show(
        request,
        "Regions and hosts",
        "regions.jte",
        Map.of(
            "regions",
            deploys.regions(request.project()),
            "hosts",
            deploys.hosts(request.project())));
  }
}
