package io.devq.server.api;

import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.deploys.Deploys;
import io.devq.deploys.Host;
import io.devq.jobs.Jobs;
import io.devq.jobs.Queue;
import io.devq.jobs.Queues;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunState;
import io.devq.jobs.Workers;
import io.devq.protocol.RunEvents.Change;
import io.devq.protocol.RunEvents.Gap;
import io.devq.protocol.RunEvents.Told;
import io.devq.protocol.Views;
import io.devq.server.http.Events;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `/events` and `/stats`: what happens, and how it stands.
public final class EventRoutes {

  private static final int PIECE = 500;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Jobs jobs;
  private final Queues queues;
  private final Deploys deploys;
  private final TimeSource time;

  /// Routes to these doors.
  public EventRoutes(Jobs jobs, Queues queues, Deploys deploys, TimeSource time) {
    this.jobs = jobs;
    this.queues = queues;
    this.deploys = deploys;
    this.time = time;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(
                "/api/v1/events",
                Role.VIEWER,
                "Sends what becomes of runs, as it happens (server-sent events)",
                this::events)
            .query("queue", String.class, "Only runs of this queue")
            .query("type", String.class, "Only runs of this job type")
            .givesBytes("text/event-stream")
            .waits(),
        Route.get("/api/v1/stats", Role.VIEWER, "Tells how the project stands", this::stats)
            .gives(200, Views.Stats.class));
  }

  /// Which events a reader wants.
  private record Wanted(Optional<String> queue, Optional<String> type) {

    boolean has(RunEvents.Event event) {
      return queue.filter(name -> !name.equals(event.queue())).isEmpty()
          && type.filter(name -> !name.equals(event.type())).isEmpty();
    }
  }

  private Response events(Request request) {
    Wanted wanted = new Wanted(request.query().text("queue"), request.query().text("type"));
    Optional<String> last = request.lastEventId();
    String project = request.project();
    return Response.events(events -> feed(events, project, wanted, last));
  }

  private void feed(Events events, String project, Wanted wanted, Optional<String> last)
      throws IOException, InterruptedException {
    RunEvents source = jobs.events();
    Optional<Long> place = last.flatMap(id -> place(source.life(), id));
    long at = place.orElseGet(source::position);
    if (last.isPresent() && place.isEmpty()) {
      gap(events, source, at, "the server has been started anew since, or another one answers");
    }
    while (true) {
      RunEvents.Batch batch = source.read(project, at, PIECE, WAIT);
      if (batch.gap()) {
        gap(events, source, at, "more happened than is kept for slow readers");
      }
      for (RunEvents.Event event : batch.events()) {
        if (wanted.has(event)) {
          events.sendJson(source.life() + ":" + event.number(), name(event), view(event));
        }
      }
      at = batch.position();
    }
  }

  private static void gap(Events events, RunEvents source, long at, String reason)
      throws IOException {
    events.sendJson(source.life() + ":" + at, io.devq.protocol.RunEvents.GAP, new Gap(reason));
  }

  /// The position in an event's id, or empty when it is of another life or none at all.
  private static Optional<Long> place(String life, String id) {
    String number = id.startsWith(life + ":") ? id.substring(life.length() + 1) : "";
    return number.matches("\\d{1,18}") ? Optional.of(Long.valueOf(number)) : Optional.empty();
  }

  private static String name(RunEvents.Event event) {
    return switch (event.kind()) {
      case CHANGED -> io.devq.protocol.RunEvents.RUN;
      case LATE -> io.devq.protocol.RunEvents.LATE;
      case MISSED -> io.devq.protocol.RunEvents.MISSED;
      case RECOVERED -> io.devq.protocol.RunEvents.RECOVERED;
    };
  }

  private static Object view(RunEvents.Event event) {
    RunId run = event.run();
    RunState state = event.state();
    if (run == null || state == null) {
      return new Told(run, event.job(), event.type(), event.queue(), event.owner(), event.at());
    }
    return new Change(
        run,
        event.job(),
        event.type(),
        event.queue(),
        event.owner(),
        state.name(),
        event.attempt(),
        event.at());
  }

  private Response stats(Request request) {
    String project = request.project();
    List<Queue> lines = queues.queues(project);
    List<Workers.Worker> workers =
        jobs.workers().list(project).stream().filter(Workers.Worker::connected).toList();
    List<Host> hosts = deploys.hosts(project);
    return Response.json(
        new Views.Stats(
            time.now(),
            lines.stream().mapToLong(Queue::waiting).sum(),
            lines.stream().mapToLong(Queue::running).sum(),
            jobs.nodes().size(),
            workers.size(),
            workers.stream().mapToLong(Workers.Worker::slots).sum(),
            workers.stream().mapToLong(Workers.Worker::busy).sum(),
            deploys.regions(project).size(),
            hosts.size(),
            hosts.stream().filter(host -> !host.reachable()).count()));
  }
}
