package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.builds.Builds;
import io.devq.builds.HookScript;
import io.devq.builds.NewRepository;
import io.devq.builds.Repository;
import io.devq.protocol.BuildViews;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// `/repositories`.
public final class RepositoryRoutes {

  private static final String USUAL_COMMAND = "devq";

  private final Builds builds;
  private final Supplier<String> address;

  /// Routes to this door.
  ///
  /// @param address where hooks reach this server, such as `http://127.0.0.1:7070`
  public RepositoryRoutes(Builds builds, Supplier<String> address) {
    this.builds = builds;
    this.address = address;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/repositories",
                Role.OPERATOR,
                "Registers a repository; the answer holds its hook secret",
                this::register)
            .takes(BuildViews.NewRepository.class)
            .gives(201, BuildViews.Repository.class),
        Route.get("/api/v1/repositories", Role.VIEWER, "Lists repositories by name", this::list)
            .gives(200, Page.class, BuildViews.Repository.class),
        Route.get("/api/v1/repositories/{name}", Role.VIEWER, "Shows a repository", this::show)
            .gives(200, BuildViews.Repository.class),
        Route.delete(
            "/api/v1/repositories/{name}",
            Role.OPERATOR,
            "Forgets a repository and cancels its builds that are under way; its builds stay",
            this::delete),
        Route.get(
                "/api/v1/repositories/{name}/hook-script",
                Role.OPERATOR,
                "Gives the post-receive script that tells of pushes; it holds the hook secret",
                this::script)
            .query("command", String.class, "The path of the program devq; else devq")
            .givesBytes("text/plain"));
  }

  private Response register(Request request) throws IOException {
    BuildViews.NewRepository asked = request.json(BuildViews.NewRepository.class);
    Repository repository =
        builds.register(
            request.project(),
            new NewRepository(asked.name(), asked.source(), asked.branch(), asked.hookSecret()));
    return Response.created(
        "/api/v1/repositories/" + repository.name(), BuildWire.view(repository, true));
  }

  private Response list(Request request) {
    List<BuildViews.Repository> items =
        builds.repositories(request.project()).stream()
            .map(repository -> BuildWire.view(repository, false))
            .toList();
    return Response.json(new Page<>(items, null));
  }

  private Repository require(Request request) {
    String name = request.parameter("name");
    return builds
        .repository(request.project(), name)
        .orElseThrow(() ->
            Problem.notFound("unknown_repository", "There is no repository \"" + name + "\"."));
  }

  private Response show(Request request) {
    return Response.json(BuildWire.view(require(request), false));
  }

  private Response delete(Request request) {
    builds.deleteRepository(
        request.project(), request.parameter("name"), request.principal().name());
    return Response.done();
  }

  private Response script(Request request) {
    Repository repository = require(request);
    String command = request.query().text("command").orElse(USUAL_COMMAND);
    return Response.text(
            200,
            HookScript.text(command, repository.name(), address.get(), repository.hookSecret()))
        .header("Cache-Control", "no-store");
  }
}
