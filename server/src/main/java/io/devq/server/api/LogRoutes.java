package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Jobs;
import io.devq.jobs.Run;
import io.devq.jobs.RunLogs;
import io.devq.protocol.LogEvents;
import io.devq.server.http.Events;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// `/runs/{id}/log`: the bytes so far, or followed as server-sent events.
public final class LogRoutes {

  private static final int PIECE = 64 * 1024;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Jobs jobs;

  /// Routes to this door.
  public LogRoutes(Jobs jobs) {
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(
                "/api/v1/runs/{id}/log",
                Role.VIEWER,
                "Gives the log of a run, or follows it",
                this::log)
            .query("attempt", Integer.class, "Which attempt; absent for the newest")
            .query("offset", Long.class, "From which byte on")
            .givesBytes("text/plain")
            .waits());
  }

  private Response log(Request request) {
    RunId run = request.parameter("id", RunId::parse);
    RunRoutes.require(jobs, request.project(), run);
    int attempt = request.query().integer("attempt", 0, 0, Integer.MAX_VALUE);
    long offset = request.query().number("offset", 0, 0, Long.MAX_VALUE);
    if (request.accepts("text/event-stream")) {
      Place from = request.lastEventId().map(Place::parse).orElse(new Place(attempt, offset));
      return Response.events(events -> follow(events, request.project(), run, from));
    }
    return Response.stream(
        "text/plain; charset=utf-8", out -> copy(out, request.project(), run, attempt, offset));
  }

  /// A place in the logs of a run.
  private record Place(int attempt, long offset) {

    static Place parse(String id) {
      int colon = id.indexOf(':');
      try {
        return new Place(
            Integer.parseInt(id.substring(0, Math.max(0, colon))),
            Long.parseLong(id.substring(colon + 1)));
      } catch (NumberFormatException _) {
        throw Problem.invalid("invalid_event_id", "A Last-Event-ID of a log is attempt:offset.");
      }
    }
  }

  private void copy(OutputStream out, String project, RunId run, int attempt, long offset)
      throws IOException {
    long at = offset;
    while (true) {
      RunLogs.Part part = jobs.logs().read(project, run, attempt, at, PIECE);
      out.write(part.bytes());
      at += part.bytes().length;
      if (part.ended() || part.bytes().length == 0) {
        return;
      }
    }
  }

  private void follow(Events events, String project, RunId run, Place from)
      throws IOException, InterruptedException {
    int attempt = Math.max(1, from.attempt());
    long offset = from.offset();
    while (true) {
      RunLogs.Part part = jobs.logs().follow(project, run, attempt, offset, PIECE, WAIT);
      if (part.bytes().length > 0) {
        offset += part.bytes().length;
        events.sendJson(
            LogEvents.id(attempt, offset),
            LogEvents.LOG,
            new LogEvents.Piece(
                attempt, part.offset(), Base64.getEncoder().encodeToString(part.bytes())));
      }
      if (part.ended()) {
        Run state = RunRoutes.require(jobs, project, run);
        if (state.state().isFinal() && state.attempt() <= attempt) {
          events.sendJson(null, LogEvents.END, new LogEvents.End(state.state().name()));
          return;
        }
        attempt++;
        offset = 0;
      }
    }
  }
}
