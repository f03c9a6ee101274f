package io.devq.server.web;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.builds.Builds;
import io.devq.deploys.Deployment;
import io.devq.deploys.Deploys;
import io.devq.deploys.Host;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Deployments: the list, and one with its hosts and who fetched from whom.
final class DeploymentPages {

  private final Pages pages;
  private final Deploys deploys;
  private final Builds builds;

  DeploymentPages(Pages pages, Deploys deploys, Builds builds) {
    this.pages = pages;
    this.deploys = deploys;
    this.builds = builds;
  }

  @FunctionalInterface
  private interface Verb {
    Deployment apply(String project, DeploymentId id, String by);
  }

  List<Route> routes() {
    return List.of(
        Route.page("/deployments", Role.VIEWER, "Shows deployments", this::list)
            .query("service", String.class, "Of which service")
            .query("cursor", DeploymentId.class, "Where the page before ended"),
        Route.page("/deployments/{id}", Role.VIEWER, "Shows a deployment", this::show),
        button("pause", "Stops admitting hosts", deploys::pause),
        button("resume", "Goes on with a paused deployment", deploys::resume),
        button("abort", "Ends a deployment", deploys::abort),
        button("rollback", "Takes the hosts back to the last good build", deploys::rollback));
  }

  private static Route button(String name, String summary, Verb verb) {
    return Route.post(
            "/deployments/{id}/" + name,
            Role.OPERATOR,
            summary,
            request -> {
              DeploymentId id = request.parameter("id", DeploymentId::parse);
              Deployment now = verb.apply(request.project(), id, request.principal().name());
              return Response.redirect("/deployments/" + now.id());
            })
        .takesForm();
  }

  private Response list(Request request) {
    @Nullable String service = request.query().text("service").orElse(null);
    List<Deployment> found =
        deploys.deployments(
            request.project(),
            service,
            request.query().as("cursor", DeploymentId::parse),
            Listing.ROWS);
    Listing<Deployment> listing =
        Listing.of(
            request,
            new Address("/deployments").with("service", service),
            found,
            deployment -> deployment.id().text());
    return pages.show(
        request,
        "Deployments",
        "deployments.jte",
        Map.of("listing", listing, "service", Wording.orEmpty(service)));
  }

  private Response show(Request request) {
    DeploymentId id = request.parameter("id", DeploymentId::parse);
    Deployment deployment = deploys.deployment(request.project(), id);
    List<Host> hosts = deploys.deploymentHosts(request.project(), id);
    Map<String, Object> model = new HashMap<>();
    model.put("deployment", deployment);
    model.put("build", title(request.project(), deployment.content().build()));
    model.put("regions", FetchTree.of(deployment, hosts));
    return pages.show(
        request, deployment.service() + " in " + deployment.environment(), "deployment.jte", model);
  }

  private String title(String project, BuildId id) {
    return builds
        .build(project, id)
        .map(build -> build.what().repository() + " #" + build.number())
        .orElse(id.text());
  }
}
