package io.devq.server.web;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.builds.Build;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildState;
import io.devq.builds.Builds;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deploys;
import io.devq.deploys.Replica;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds: the list, and one with its steps, its artifacts and where these are.
final class BuildPages {

  private final Pages pages;
  private final Builds builds;
  private final Deploys deploys;

  BuildPages(Pages pages, Builds builds, Deploys deploys) {
    this.pages = pages;
    this.builds = builds;
    this.deploys = deploys;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/builds", Role.VIEWER, "Shows builds", this::list)
            .query("repository", String.class, "Of which repository")
            .query("branch", String.class, "Of which branch")
            .query("state", BuildState.class, "In which state")
            .query("cursor", BuildId.class, "Where the page before ended"),
        Route.page("/builds/{id}", Role.VIEWER, "Shows a build", this::show),
        Route.post("/builds/{id}/cancel", Role.OPERATOR, "Ends a build", this::cancel).takesForm(),
        Route.post("/builds/{id}/rerun", Role.OPERATOR, "Builds the commit again", this::rerun)
            .takesForm());
  }

  private Response list(Request request) {
    BuildFilter filter =
        new BuildFilter(
            request.query().text("repository").orElse(null),
            request.query().text("branch").orElse(null),
            null,
            request.query().constant("state", BuildState.class).orElse(null));
    Address address =
        new Address("/builds")
            .with("repository", filter.repository())
            .with("branch", filter.branch())
            .with("state", filter.state());
    BuildId cursor = request.query().as("cursor", BuildId::parse).orElse(null);
    List<Build> found = builds.builds(request.project(), filter, cursor, Listing.ROWS);
    Listing<Build> listing = Listing.of(request, address, found, build -> build.id().text());
    return pages.show(
        request, "Builds", "builds.jte", Map.of("listing", listing, "filter", filter));
  }

  private Response show(Request request) {
    BuildId id = request.parameter("id", BuildId::parse);
    Build build =
        builds
            .build(request.project(), id)
            .orElseThrow(() -> Problem.notFound("unknown_build", "There is no build " + id + "."));
    Map<String, Object> model = new HashMap<>();
    model.put("build", build);
    model.put("deployability", deployability(request.project(), build));
    model.put("replicas", replicas(request.project(), build));
    return pages.show(
        request, build.what().repository() + " #" + build.number(), "build.jte", model);
  }

  /// Null while the build has nothing to deploy, or has not been told to the deployments yet.
  private @Nullable Deployability deployability(String project, Build build) {
    if (build.state() != BuildState.SUCCEEDED) {
      return null;
    }
    try {
      return deploys.deployability(project, build.id());
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.NOT_FOUND) {
        return null;
      }
      throw problem;
    }
  }

  private List<Replica> replicas(String project, Build build) {
    return build.state() == BuildState.SUCCEEDED
        ? deploys.replicas(project, build.id())
        : List.of();
  }

  private Response cancel(Request request) {
    BuildId id = request.parameter("id", BuildId::parse);
    builds.cancel(request.project(), id, request.principal().name());
    return Response.redirect("/builds/" + id);
  }

  private Response rerun(Request request) {
    BuildId id = request.parameter("id", BuildId::parse);
    return Response.redirect("/builds/" + builds.rerun(request.project(), id, null));
  }
}
