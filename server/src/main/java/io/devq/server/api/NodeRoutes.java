package io.devq.server.api;

import io.devq.jobs.Jobs;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.List;

/// `/nodes`.
public final class NodeRoutes {

  private final Jobs jobs;

  /// Routes to this door.
  public NodeRoutes(Jobs jobs) {
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/nodes", Role.VIEWER, "Lists nodes, oldest first", this::list)
            .gives(200, Page.class, Views.Node.class));
  }

  private Response list(Request request) {
    List<Views.Node> nodes =
        jobs.nodes().stream()
            .map(node ->
                new Views.Node(
                    node.id().text(),
                    node.name(),
                    node.address(),
                    node.shards(),
                    node.startedAt(),
                    node.lastSeenAt()))
            .toList();
    return Response.json(new Page<>(nodes, null));
  }
}
