package io.devq.server.api;

import io.devq.base.DeploymentId;
import io.devq.deploys.DeployRequest;
import io.devq.deploys.Deployment;
import io.devq.deploys.Deploys;
import io.devq.protocol.Deployments;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;

/// Deployments and what people say to them.
public final class DeployRoutes {

  private static final String DEPLOYMENTS = "/api/v1/deployments";
  private static final String ONE = DEPLOYMENTS + "/{id}";
  private static final int PAGE = 50;
  private static final int LONGEST_PAGE = 500;

  private final Deploys deploys;

  /// Routes to `deploys`.
  public DeployRoutes(Deploys deploys) {
    this.deploys = deploys;
  }

  @FunctionalInterface
  private interface Verb {
    Deployment apply(String project, DeploymentId id, String by);
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(DEPLOYMENTS, Role.VIEWER, "Lists deployments, newest first", this::list)
            .query("service", String.class, "Only those of this service")
            .query("cursor", DeploymentId.class, "Where the page before ended")
            .query("limit", Integer.class, "How many, at most " + LONGEST_PAGE)
            .gives(200, Page.class, Deployments.Deployment.class),
        Route.post(DEPLOYMENTS, Role.OPERATOR, "Deploys a build", this::start)
            .takes(Deployments.NewDeployment.class)
            .gives(201, Deployments.Deployment.class),
        Route.get(ONE, Role.VIEWER, "Shows a deployment with its hosts", this::show)
            .gives(200, Deployments.Deployment.class),
        verb("pause", "Stops admitting hosts", deploys::pause),
        verb("resume", "Goes on with a paused deployment", deploys::resume),
        verb("abort", "Ends a deployment; hosts that have switched go back", deploys::abort),
        verb("rollback", "Takes the hosts back to the last good build", deploys::rollback));
  }

  private Route verb(String name, String summary, Verb verb) {
    return Route.post(
            ONE + "/" + name,
            Role.OPERATOR,
            summary,
            request ->
                Response.json(
                    DeployViews.brief(
                        verb.apply(
                            request.project(),
                            request.parameter("id", DeploymentId::parse),
                            request.principal().name()))))
        .gives(200, Deployments.Deployment.class);
  }

  private Response list(Request request) {
    int limit = request.query().integer("limit", PAGE, 1, LONGEST_PAGE);
    List<Deployment> found =
        deploys.deployments(
            request.project(),
            request.query().text("service").orElse(null),
            request.query().as("cursor", DeploymentId::parse),
            limit);
    String next = found.size() < limit ? null : found.getLast().id().text();
    return Response.json(new Page<>(found.stream().map(DeployViews::brief).toList(), next));
  }

  private Response start(Request request) throws IOException {
    Deployments.NewDeployment wanted = request.json(Deployments.NewDeployment.class);
    Deployment started =
        deploys.deploy(
            request.project(),
            new DeployRequest(
                wanted.service(),
                wanted.environment(),
                wanted.build(),
                request.principal().name(),
                request.idempotencyKey().orElse(null)));
    return Response.created(DEPLOYMENTS + "/" + started.id(), DeployViews.brief(started));
  }

  private Response show(Request request) {
    DeploymentId id = request.parameter("id", DeploymentId::parse);
    return Response.json(
        DeployViews.full(
            deploys.deployment(request.project(), id),
            deploys.deploymentHosts(request.project(), id)));
  }
}
