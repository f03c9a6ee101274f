package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Jobs;
import io.devq.jobs.LargeText;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Workers;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.protocol.WorkerProtocol;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/workers` and what workers say of their attempts.
public final class WorkerRoutes {

  private final Jobs jobs;

  /// Routes to this door.
  public WorkerRoutes(Jobs jobs) {
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/workers", Role.VIEWER, "Lists workers", this::list)
            .gives(200, Page.class, Views.Worker.class),
        Route.get("/api/v1/workers/{id}", Role.VIEWER, "Shows a worker", this::show)
            .gives(200, Views.Worker.class),
        Route.patch(
                "/api/v1/workers/{id}",
                Role.OPERATOR,
                "Lets a worker take no more work, or take work again",
                this::change)
            .takes(Views.WorkerChange.class)
            .gives(200, Views.Worker.class),
        Route.post("/api/v1/workers", Role.WORKER, "Registers a worker", this::register)
            .takes(WorkerProtocol.Register.class)
            .gives(200, WorkerProtocol.Registered.class),
        Route.post(
                "/api/v1/workers/{id}/sync",
                Role.WORKER,
                "Exchanges what a worker has for what it should have",
                this::sync)
            .takes(WorkerProtocol.Sync.class)
            .gives(200, WorkerProtocol.Orders.class)
            .waits(),
        Route.post(
                "/api/v1/runs/{id}/attempts/{n}/log",
                Role.WORKER,
                "Appends to the log of an attempt",
                this::append)
            .query("offset", Long.class, "Where the bytes begin")
            .query("crc32c", Long.class, "Their CRC-32C")
            .takesBytes("application/octet-stream", JobLimits.LOG_CHUNK)
            .gives(200, WorkerProtocol.LogAck.class),
        Route.get(
                "/api/v1/runs/{id}/attempts/{n}/payload",
                Role.WORKER,
                "Gives the payload to an attempt, however large",
                this::payload)
            .givesBytes("application/json"),
        Route.put(
                "/api/v1/runs/{id}/attempts/{n}/result",
                Role.WORKER,
                "Stores a result that is too large for an outcome, which follows",
                this::result)
            .takesBytes("application/json", JobLimits.LARGE_BYTES),
        Route.put(
                "/api/v1/runs/{id}/attempts/{n}/checkpoint",
                Role.WORKER,
                "Keeps what the attempts after this one begin from",
                this::checkpoint)
            .takesBytes("application/json", JobLimits.CHECKPOINT_BYTES),
        Route.get(
                "/api/v1/runs/{id}/attempts/{n}/checkpoint",
                Role.WORKER,
                "Gives the newest checkpoint of a run to an attempt of it",
                this::lastCheckpoint)
            .givesBytes("application/json"),
        Route.post(
                "/api/v1/runs/{id}/attempts/{n}/outcome",
                Role.WORKER,
                "Ends an attempt",
                this::finish)
            .takes(WorkerProtocol.Outcome.class));
  }

  private Response list(Request request) {
    List<Views.Worker> workers =
        jobs.workers().list(request.project()).stream().map(WorkerRoutes::view).toList();
    return Response.json(new Page<>(workers, null));
  }

  private static Views.Worker view(Workers.Worker worker) {
    return new Views.Worker(
        worker.id(),
        worker.name(),
        worker.connected() ? (worker.busy() > 0 ? "busy" : "idle") : "draining",
        worker.types().stream().sorted().toList(),
        worker.labels().stream().sorted().toList(),
        worker.slots(),
        worker.busy(),
        worker.lastHeardAt(),
        worker.version());
  }

  private Response show(Request request) {
    WorkerId id = request.parameter("id", WorkerId::parse);
    return jobs.workers().list(request.project()).stream()
        .filter(worker -> worker.id().equals(id))
        .findFirst()
        .map(worker -> Response.json(view(worker)))
        .orElseThrow(
            () -> Problem.notFound("unknown_worker", "There is no worker " + id + " here."));
  }

  private Response change(Request request) throws IOException {
    WorkerId id = request.parameter("id", WorkerId::parse);
    boolean draining = request.json(Views.WorkerChange.class).draining();
    return Response.json(view(jobs.workers().drain(request.project(), id, draining)));
  }

  private Response register(Request request) throws IOException {
    WorkerProtocol.Register wanted = request.json(WorkerProtocol.Register.class);
    WorkerId id =
        jobs.workers()
            .register(
                request.project(),
                new Workers.Registration(
                    wanted.name(),
                    Set.copyOf(wanted.types()),
                    Set.copyOf(wanted.labels()),
                    wanted.slots(),
                    wanted.version()));
    return Response.json(new WorkerProtocol.Registered(id, Workers.BEAT));
  }

  private Response sync(Request request) throws IOException, InterruptedException {
    WorkerProtocol.Sync sync = request.json(WorkerProtocol.Sync.class);
    Workers.Report report =
        new Workers.Report(
            sync.session(),
            sync.attempts().stream().map(WorkerRoutes::held).toList(),
            sync.freeSlots(),
            sync.draining());
    Workers.Orders orders =
        jobs.workers().sync(request.parameter("id", WorkerId::parse), report, sync.hold());
    return Response.json(
        new WorkerProtocol.Orders(
            orders.session(),
            orders.start().stream().map(WorkerRoutes::assignment).toList(),
            orders.cancel().stream()
                .map(c -> new WorkerProtocol.Cancel(c.run(), c.attempt(), c.reason(), c.kill()))
                .toList(),
            orders.next()));
  }

  private static Workers.Held held(WorkerProtocol.Held said) {
    return new Workers.Held(
        said.run(),
        said.attempt(),
        said.progress(),
        said.note(),
        Objects.requireNonNullElse(said.reports(), 0L),
        said.limit());
  }

  private static WorkerProtocol.Assignment assignment(Workers.Assignment given) {
    Optional<LargeText> large = LargeText.parse(given.payload());
    return new WorkerProtocol.Assignment(
        given.run(),
        given.attempt(),
        given.project(),
        given.type(),
        large.isPresent() ? null : given.payload(),
        large.map(LargeText::bytes).orElse(null),
        given.timeout(),
        given.longest(),
        given.progressTimeout(),
        given.nominalAt(),
        Map.of());
  }

  private Response append(Request request) throws IOException {
    long offset = request.query().number("offset", 0, 0, Long.MAX_VALUE);
    int crc = (int) request.query().number("crc32c", 0, 0, 0xFFFFFFFFL);
    long durable =
        jobs.workers().appendLog(run(request), attempt(request), offset, request.bytes(), crc);
    return Response.json(new WorkerProtocol.LogAck(durable));
  }

  private Response payload(Request request) {
    return RunRoutes.content(jobs.workers().payload(run(request), attempt(request)));
  }

  private Response result(Request request) throws IOException {
    if (request.bodyLength() < 0) {
      throw Problem.invalid("missing_length", "Say how many bytes follow, by Content-Length.");
    }
    try (InputStream body = request.body()) {
      jobs.workers().result(run(request), attempt(request), body, request.bodyLength());
    }
    return Response.done();
  }

  private Response checkpoint(Request request) throws IOException {
    String content = new String(request.bytes(), StandardCharsets.UTF_8);
    jobs.workers().checkpoint(run(request), attempt(request), content);
    return Response.done();
  }

  private Response lastCheckpoint(Request request) {
    return jobs.workers()
        .checkpoint(run(request), attempt(request))
        .map(text -> Response.bytes(200, "application/json", text.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow(() ->
            Problem.notFound("no_checkpoint", run(request) + " has no checkpoint to begin from."));
  }

  private Response finish(Request request) throws IOException {
    WorkerProtocol.Outcome outcome = request.json(WorkerProtocol.Outcome.class);
    jobs.workers()
        .finish(
            run(request),
            attempt(request),
            outcome(outcome),
            new Workers.LogEnd(outcome.logBytes(), outcome.logSha256()));
    return Response.done();
  }

  private static Outcome outcome(WorkerProtocol.Outcome wire) {
    String reason = Objects.requireNonNullElse(wire.reason(), "");
    return switch (wire.result()) {
      case "succeeded" -> new Outcome.Succeeded(output(wire), wire.exitCode());
      case "failed" ->
          new Outcome.Failed(
              reason, OutcomeClass.WORK, wire.retriable(), wire.exitCode(), pause(wire));
      case "cancelled" -> new Outcome.Cancelled(reason);
      case "killed" -> new Outcome.Killed(reason, OutcomeClass.TIMEOUT);
      case "interrupted" -> new Outcome.Interrupted();
      case "snoozed" ->
          new Outcome.Snoozed(
              Objects.requireNonNullElse(pause(wire), Duration.ZERO), wire.reason());
      default ->
          throw Problem.invalid(
              "invalid_outcome",
              "A result is succeeded, failed, cancelled, killed, interrupted or snoozed.",
              "/result");
    };
  }

  private static @Nullable String output(WorkerProtocol.Outcome wire) {
    boolean storedBefore = Boolean.TRUE.equals(wire.outputStored());
    if (storedBefore && wire.output() != null) {
      throw Problem.invalid(
          "invalid_outcome", "A result was either stored before or is given here.", "/output");
    }
    return storedBefore ? Outcome.STORED_BEFORE : wire.output();
  }

  private static @Nullable Duration pause(WorkerProtocol.Outcome wire) {
    Duration pause = wire.retryAfter();
    if (pause != null && pause.isNegative()) {
      throw Problem.invalid(
          "invalid_outcome", "retryAfter is not negative; it is a length of time.", "/retryAfter");
    }
    return pause;
  }

  private static RunId run(Request request) {
    return request.parameter("id", RunId::parse);
  }

  private static int attempt(Request request) {
    return request.parameter(
        "n",
        text -> {
          try {
            return Integer.parseInt(text);
          } catch (NumberFormatException _) {
            throw Problem.invalid("invalid_attempt", "An attempt is a number from 1 on.");
          }
        });
  }
}
