package io.devq.server.api;

import io.devq.base.Durations;
import io.devq.base.Problem;
import io.devq.jobs.Demand;
import io.devq.jobs.Queue;
import io.devq.jobs.QueueChange;
import io.devq.jobs.Queues;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// `/queues`.
public final class QueueRoutes {

  private static final Duration WITHIN = Duration.ofMinutes(1);

  private final Queues queues;

  /// Routes to these queues.
  public QueueRoutes(Queues queues) {
    this.queues = queues;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/queues", Role.VIEWER, "Lists queues", this::list)
            .gives(200, Page.class, Views.Queue.class),
        Route.get("/api/v1/queues/{name}", Role.VIEWER, "Shows a queue", this::show)
            .gives(200, Views.Queue.class),
        Route.get(
                "/api/v1/queues/{name}/demand",
                Role.VIEWER,
                "Says how many slots the work of a queue needs now",
                this::demand)
            .query("within", Duration.class, "In which time the backlog should be worked off; 1m")
            .gives(200, Views.QueueDemand.class),
        Route.patch(
                "/api/v1/queues/{name}",
                Role.OPERATOR,
                "Changes a queue: pauses, drains, weighs or limits it",
                this::change)
            .takes(Views.QueueChange.class)
            .gives(200, Views.Queue.class));
  }

  private Response list(Request request) {
    List<Views.Queue> items =
        queues.queues(request.project()).stream().map(QueueRoutes::view).toList();
    return Response.json(new Page<>(items, null));
  }

  static Views.Queue view(Queue queue) {
    Queue.Changed changed = queue.changed();
    return new Views.Queue(
        queue.name(),
        queue.paused(),
        queue.draining(),
        queue.weight(),
        queue.maxRunning(),
        queue.fairWeights(),
        changed == null ? null : changed.note(),
        changed == null ? null : changed.by(),
        changed == null ? null : changed.at(),
        queue.waiting(),
        queue.running());
  }

  private Response show(Request request) {
    String name = request.parameter("name");
    return queues.queues(request.project()).stream()
        .filter(queue -> queue.name().equals(name))
        .findFirst()
        .map(queue -> Response.json(view(queue)))
        .orElseThrow(
            () -> Problem.notFound("unknown_queue", "There is no queue \"" + name + "\"."));
  }

  private Response demand(Request request) {
    String name = request.parameter("name");
    Duration within = request.query().as("within", Durations::parse).orElse(WITHIN);
    if (within.isZero()) {
      throw Problem.invalid("invalid_parameter", "within is a positive length of time.");
    }
    List<Demand> work = queues.demand(request.project(), name, within);
    return Response.json(
        new Views.QueueDemand(
            name,
            within,
            work.stream().mapToLong(Demand::waiting).sum(),
            work.stream().mapToLong(Demand::wantedSlots).sum(),
            work.stream().map(QueueRoutes::view).toList()));
  }

  private static Views.WorkDemand view(Demand demand) {
    return new Views.WorkDemand(
        demand.type(),
        demand.labels(),
        demand.waiting(),
        demand.estimated(),
        demand.oldestDueAt(),
        Math.round(demand.arrivalsPerSecond() * 1_000) / 1_000.0,
        demand.meanRun(),
        demand.work(),
        demand.running(),
        demand.workers(),
        demand.slots(),
        demand.wantedSlots());
  }

  private Response change(Request request) throws IOException {
    Views.QueueChange wire = request.json(Views.QueueChange.class);
    QueueChange change =
        new QueueChange(
            wire.paused(),
            wire.draining(),
            wire.weight(),
            wire.maxRunning(),
            wire.fairWeights(),
            wire.note());
    Queue changed =
        queues.changeQueue(
            request.project(), request.parameter("name"), change, request.principal().name());
    return Response.json(view(changed));
  }
}
