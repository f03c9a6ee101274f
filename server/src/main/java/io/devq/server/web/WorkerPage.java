package io.devq.server.web;

import io.devq.jobs.Jobs;
import io.devq.jobs.QueueChange;
import io.devq.jobs.Queues;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.List;
import java.util.Map;

/// Workers, and the queues they take from.
final class WorkerPage {

  private final Pages pages;
  private final Jobs jobs;
  private final Queues queues;

  WorkerPage(Pages pages, Jobs jobs, Queues queues) {
    this.pages = pages;
    this.jobs = jobs;
    this.queues = queues;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/workers", Role.VIEWER, "Shows workers and queues", this::show),
        button("pause", "Pauses a queue", true),
        button("resume", "Lets a queue go on", false));
  }

  private Route button(String name, String summary, boolean paused) {
    return Route.post(
            "/queues/{name}/" + name,
            Role.OPERATOR,
            summary,
            request -> {
              queues.changeQueue(
                  request.project(),
                  request.parameter("name"),
                  QueueChange.paused(paused),
                  request.principal().name());
              return Response.redirect("/workers");
            })
        .takesForm();
  }

  private Response show(Request request) {
    return pages.show(
        request,
        "Workers and queues",
        "workers.jte",
        Map.of(
            "workers",
            jobs.workers().list(request.project()),
            "nodes",
            jobs.nodes(),
            "queues",
            queues.queues(request.project())));
  }
}
