package io.devq.server.api;

import io.devq.base.BuildId;
import io.devq.deploys.Deploys;
import io.devq.deploys.RegionAccess;
import io.devq.protocol.Deployments;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;

/// Regions, and whether builds are in them.
public final class RegionRoutes {

  private static final String REGIONS = "/api/v1/regions";

  private final Deploys deploys;

  /// Routes to `deploys`.
  public RegionRoutes(Deploys deploys) {
    this.deploys = deploys;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(REGIONS, Role.VIEWER, "Lists regions", this::list)
            .gives(200, Page.class, Deployments.Region.class),
        Route.post(REGIONS, Role.ADMIN, "Adds a region, or changes its relay", this::put)
            .takes(Deployments.NewRegion.class)
            .gives(201, Deployments.Region.class),
        Route.delete(REGIONS + "/{name}", Role.ADMIN, "Forgets a region", this::delete),
        Route.get(
                "/api/v1/builds/{id}/deployability",
                Role.VIEWER,
                "Says whether a build is in every region, and what is missing",
                this::deployability)
            .gives(200, Deployments.Deployability.class));
  }

  private Response list(Request request) {
    return Response.json(
        new Page<>(
            deploys.regions(request.project()).stream().map(DeployViews::region).toList(), null));
  }

  private Response put(Request request) throws IOException {
    Deployments.NewRegion wanted = request.json(Deployments.NewRegion.class);
    RegionAccess access = new RegionAccess(wanted.name(), wanted.url(), wanted.token());
    return Response.created(
        REGIONS + "/" + access.name(),
        DeployViews.region(deploys.putRegion(request.project(), access)));
  }

  private Response delete(Request request) {
    deploys.deleteRegion(request.project(), request.parameter("name"));
    return Response.done();
  }

  private Response deployability(Request request) {
    BuildId build = request.parameter("id", BuildId::parse);
    return Response.json(
        DeployViews.deployability(
            deploys.deployability(request.project(), build),
            deploys.replicas(request.project(), build)));
  }
}
