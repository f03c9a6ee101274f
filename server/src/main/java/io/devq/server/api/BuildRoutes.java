package io.devq.server.api;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.builds.Build;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildLimits;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.Builds;
import io.devq.protocol.BuildViews;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/builds`, but for their artifacts.
public final class BuildRoutes {

  private static final int USUAL_PAGE = 50;

  private final Builds builds;
  private final Deployability deployability;

  /// Says of a build that succeeded where it can be deployed.
  @FunctionalInterface
  public interface Deployability {

    /// Whether it can be deployed, or null when that is not known.
    BuildViews.@Nullable Deployable of(String project, BuildId build);
  }

  /// Routes to this door.
  public BuildRoutes(Builds builds, Deployability deployability) {
    this.builds = builds;
    this.deployability = deployability;
  }

  /// The routes.
  public List<Route> routes() {
    byte[] schema = builds.pipelineSchema().getBytes(StandardCharsets.UTF_8);
    return List.of(
        Route.get(
                "/schemas/pipeline.json",
                Role.ANYONE,
                "Gives the JSON Schema of the pipeline file, for editors",
                _ -> Response.bytes(200, "application/schema+json", schema))
            .givesBytes("application/schema+json"),
        Route.post("/api/v1/builds", Role.OPERATOR, "Asks for a build", this::request)
            .takes(BuildViews.NewBuild.class)
            .gives(201, BuildViews.Build.class),
        Route.get("/api/v1/builds", Role.VIEWER, "Lists builds, newest first", this::list)
            .query("repository", String.class, "Of which repository")
            .query("branch", String.class, "Of which branch")
            .query("commit", String.class, "Of which commit")
            .query("state", BuildState.class, "In which state")
            .query("limit", Integer.class, "1 to 200")
            .query("cursor", String.class, "The nextCursor of the page before")
            .gives(200, Page.class, BuildViews.Build.class),
        Route.get("/api/v1/builds/{id}", Role.VIEWER, "Shows a build", this::show)
            .gives(200, BuildViews.Build.class),
        Route.post(
                "/api/v1/builds/{id}/cancel",
                Role.OPERATOR,
                "Ends a build and its steps",
                this::cancel)
            .gives(202, BuildViews.Build.class),
        Route.post(
                "/api/v1/builds/{id}/rerun",
                Role.OPERATOR,
                "Builds the same commit again",
                this::rerun)
            .gives(201, BuildViews.Build.class));
  }

  private Response request(Request request) throws IOException {
    BuildViews.NewBuild asked = request.json(BuildViews.NewBuild.class);
    BuildId id =
        builds.request(
            request.project(),
            BuildRequest.manual(
                asked.repository(),
                asked.commit(),
                asked.branch(),
                request.idempotencyKey().orElse(null)));
    return created(request, id);
  }

  private Response created(Request request, BuildId id) {
    return Response.created("/api/v1/builds/" + id, view(request, id));
  }

  private BuildViews.Build view(Request request, BuildId id) {
    Build build =
        builds
            .build(request.project(), id)
            .orElseThrow(
                () -> Problem.notFound("unknown_build", "There is no build " + id + " here."));
    return BuildWire.view(
        build,
        build.state() == BuildState.SUCCEEDED ? deployability.of(request.project(), id) : null);
  }

  private Response list(Request request) {
    int limit = request.query().integer("limit", USUAL_PAGE, 1, BuildLimits.PAGE);
    BuildFilter filter =
        new BuildFilter(
            request.query().text("repository").orElse(null),
            request.query().text("branch").orElse(null),
            request.query().text("commit").orElse(null),
            request.query().constant("state", BuildState.class).orElse(null));
    BuildId cursor = request.query().as("cursor", BuildId::parse).orElse(null);
    List<BuildViews.Build> items =
        builds.builds(request.project(), filter, cursor, limit).stream()
            .map(build -> BuildWire.view(build, null))
            .toList();
    return Response.json(
        new Page<>(items, items.size() < limit ? null : items.getLast().id().text()));
  }

  private Response show(Request request) {
    return Response.json(view(request, request.parameter("id", BuildId::parse)));
  }

  private Response cancel(Request request) {
    BuildId id = request.parameter("id", BuildId::parse);
    builds.cancel(request.project(), id, request.principal().name());
    return Response.json(202, view(request, id));
  }

  private Response rerun(Request request) {
    BuildId id = request.parameter("id", BuildId::parse);
    return created(
        request, builds.rerun(request.project(), id, request.idempotencyKey().orElse(null)));
  }
}
