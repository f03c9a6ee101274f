package io.devq.server.web;

import io.devq.builds.BuildFilter;
import io.devq.deploys.Host;
import io.devq.jobs.Queue;
import io.devq.jobs.RunFilter;
import io.devq.jobs.Workers;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page one arrives at: how it stands, and what came last.
final class OverviewPage {

  private static final int ROWS = 6;

  private final Pages pages;
  private final Doors doors;

  OverviewPage(Pages pages, Doors doors) {
    this.pages = pages;
    this.doors = doors;
  }

  List<Route> routes() {
    return List.of(Route.page("/", Role.VIEWER, "Shows how it stands", this::show));
  }

  private Response show(Request request) {
    String project = request.project();
    Map<String, Object> model = new HashMap<>();
    model.put("tally", tally(project));
    model.put("jobs", doors.jobs().jobs(project, RunFilter.ALL, null, ROWS));
    model.put("builds", doors.builds().builds(project, BuildFilter.ALL, null, ROWS));
    model.put("deployments", doors.deploys().deployments(project, null, Optional.empty(), ROWS));
    return pages.show(request, "Overview", "overview.jte", model);
  }

  private Tally tally(String project) {
    List<Queue> queues = doors.queues().queues(project);
    long workers =
        doors.jobs().workers().list(project).stream().filter(Workers.Worker::connected).count();
    List<Host> hosts = doors.deploys().hosts(project);
    return new Tally(
        queues.stream().mapToLong(Queue::running).sum(),
        queues.stream().mapToLong(Queue::waiting).sum(),
        (int) workers,
        doors.deploys().regions(project).size(),
        hosts.size(),
        hosts.stream().filter(host -> !host.reachable()).count());
  }
}
