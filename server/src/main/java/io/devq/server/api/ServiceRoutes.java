package io.devq.server.api;

import io.devq.deploys.Deploys;
import io.devq.deploys.ServiceSpec;
import io.devq.protocol.Deployments;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;

/// Services, by their files.
public final class ServiceRoutes {

  private static final String SERVICES = "/api/v1/services";

  private final Deploys deploys;

  /// Routes to `deploys`.
  public ServiceRoutes(Deploys deploys) {
    this.deploys = deploys;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(SERVICES, Role.VIEWER, "Lists services", this::list)
            .gives(200, Page.class, Deployments.Service.class),
        Route.post(SERVICES, Role.OPERATOR, "Adds or replaces a service from its file", this::put)
            .takes(Deployments.ServiceText.class)
            .gives(201, Deployments.Service.class),
        Route.get(SERVICES + "/{name}", Role.VIEWER, "Shows a service", this::show)
            .gives(200, Deployments.Service.class),
        Route.delete(SERVICES + "/{name}", Role.OPERATOR, "Forgets a service", this::delete));
  }

  private Response list(Request request) {
    return Response.json(
        new Page<>(
            deploys.services(request.project()).stream().map(DeployViews::service).toList(), null));
  }

  private Response put(Request request) throws IOException {
    String file = request.json(Deployments.ServiceText.class).file();
    ServiceSpec spec = deploys.putService(request.project(), file);
    return Response.created(SERVICES + "/" + spec.name(), DeployViews.service(spec));
  }

  private Response show(Request request) {
    return Response.json(
        DeployViews.service(deploys.service(request.project(), request.parameter("name"))));
  }

  private Response delete(Request request) {
    deploys.deleteService(request.project(), request.parameter("name"));
    return Response.done();
  }
}
