package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Contents;
import io.devq.jobs.Jobs;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.Why;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Content;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `/runs`, except their logs.
public final class RunRoutes {

  private final Jobs jobs;

  /// Routes to this door.
  public RunRoutes(Jobs jobs) {
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Lists.runQuery(
                Route.get("/api/v1/runs", Role.VIEWER, "Lists runs, newest first", this::list))
            .gives(200, Page.class, Views.Run.class),
        Route.get("/api/v1/runs/{id}", Role.VIEWER, "Shows a run", this::show)
            .gives(200, Views.Run.class),
        Route.get(
                "/api/v1/runs/{id}/result",
                Role.VIEWER,
                "Gives what the work returned, or a range of it",
                this::result)
            .givesBytes("application/json"),
        Route.get("/api/v1/runs/{id}/why", Role.VIEWER, "Tells why a run is where it is", this::why)
            .gives(200, Views.Why.class),
        Route.post("/api/v1/runs/{id}/cancel", Role.OPERATOR, "Asks for a run to end", this::cancel)
            .gives(200, Views.Run.class),
        Route.post(
                "/api/v1/runs/{id}/rerun",
                Role.OPERATOR,
                "Submits the job of a run again, with another payload if one is given",
                this::rerun)
            .takes(Views.Rerun.class)
            .gives(201, Views.Run.class));
  }

  static Run require(Jobs jobs, String project, RunId id) {
    return jobs.run(project, id)
        .orElseThrow(() -> Problem.notFound("unknown_run", "There is no run " + id + "."));
  }

  static Response page(Jobs jobs, Request request, RunFilter filter) {
    int limit = Lists.limit(request);
    List<Run> found =
        jobs.runs(
            request.project(),
            filter,
            request.query().as("cursor", RunId::parse).orElse(null),
            limit);
    String next = found.size() == limit ? found.getLast().id().text() : null;
    return Response.json(new Page<>(found.stream().map(JobWire::view).toList(), next));
  }

  private Response list(Request request) {
    return page(jobs, request, Lists.runFilter(request, null));
  }

  private Response show(Request request) {
    return Response.json(JobWire.view(require(jobs, request.project(), id(request))));
  }

  private Response result(Request request) {
    Run run = require(jobs, request.project(), id(request));
    return jobs.contents()
        .result(request.project(), run.id())
        .map(RunRoutes::content)
        .orElseThrow(() ->
            Problem.notFound(
                "no_result", run.id() + " has returned nothing; it is " + run.state() + "."));
  }

  /// JSON of any size, or a range of it.
  static Response content(Contents.Content content) {
    return Response.content("application/json", Content.of(content.bytes(), content::open))
        .etag(content.tag());
  }

  private Response why(Request request) {
    Why why = jobs.why(request.project(), id(request));
    Why.Line line = why.line();
    return Response.json(
        new Views.Why(
            why.code(),
            why.message(),
            why.advice(),
            why.until(),
            line == null
                ? null
                : new Views.Line(line.position(), line.workers(), line.slots(), line.freeSlots())));
  }

  private Response cancel(Request request) {
    jobs.cancel(request.project(), id(request), request.principal().name());
    return show(request);
  }

  private Response rerun(Request request) throws IOException {
    byte[] body = request.jsonBytes();
    JsonNode payload =
        body.length == 0 ? null : Json.strict().read(body, Views.Rerun.class).payload();
    RunId again =
        jobs.rerun(
            request.project(),
            id(request),
            payload == null ? null : Json.strict().text(payload),
            JobRoutes.once(request, body).orElse(null));
    return Response.created(
        "/api/v1/runs/" + again, JobWire.view(require(jobs, request.project(), again)));
  }

  private static RunId id(Request request) {
    return request.parameter("id", RunId::parse);
  }
}
