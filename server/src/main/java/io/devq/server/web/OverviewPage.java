package io.devq.server.web;

import io.devq.builds.BuildFilter;
import io.devq.deploys.Host;
import io.devq.jobs.Job;
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

  /// How many of the newest jobs are looked through for those to show.
  private static final int LOOKED_AT = 100;

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
    model.put("jobs", jobs(project));
    model.put("builds", doors.builds().builds(project, BuildFilter.ALL, null, ROWS));
    model.put("deployments", doors.deploys().deployments(project, null, Optional.empty(), ROWS));
    return pages.show(request, "Overview", "overview.jte", model);
  }

  /// The newest jobs that somebody submitted, not those that DevQ made for builds and deployments,
  /// which have tables of their own.
  private List<Job> jobs(String project) {
    return doors.jobs().jobs(project, RunFilter.ALL, null, LOOKED_AT).stream()
        .filter(job -> !job.spec().type().startsWith("devq."))
        .filter(job -> !job.spec().tags().containsKey("build"))
        .limit(ROWS)
        .toList();
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
