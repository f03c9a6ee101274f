package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.jobs.ManyRuns;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.protocol.Views;
import io.devq.server.http.Handler;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/runs/cancel`, `/runs/rerun` and `/runs/reprioritise`: many runs at once, by a filter.
public final class ManyRunsRoutes {

  private final ManyRuns many;

  /// Routes to this door.
  public ManyRunsRoutes(ManyRuns many) {
    this.many = many;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        route("cancel", "Asks for all runs that a filter meets to end", this::cancel),
        route("rerun", "Repeats the failed runs that a filter meets, each once", this::rerun),
        route(
            "reprioritise",
            "Gives waiting runs that a filter meets another priority",
            this::reprioritise));
  }

  private static Route route(String what, String summary, Handler handler) {
    return Route.post("/api/v1/runs/" + what, Role.OPERATOR, summary, handler)
        .takes(Views.ManyRuns.class)
        .gives(200, Views.Tally.class)
        .waits();
  }

  private Response cancel(Request request) throws IOException {
    Views.ManyRuns asked = request.json(Views.ManyRuns.class);
    requireNoPriority(asked);
    return answer(
        asked,
        many.cancel(request.project(), filter(asked), request.principal().name(), isDryRun(asked)));
  }

  private Response rerun(Request request) throws IOException {
    Views.ManyRuns asked = request.json(Views.ManyRuns.class);
    requireNoPriority(asked);
    return answer(asked, many.rerun(request.project(), filter(asked), isDryRun(asked)));
  }

  private Response reprioritise(Request request) throws IOException {
    Views.ManyRuns asked = request.json(Views.ManyRuns.class);
    Integer priority = asked.priority();
    if (priority == null) {
      throw Problem.invalid("missing_field", "This needs the new priority.", "/priority");
    }
    return answer(
        asked, many.reprioritise(request.project(), filter(asked), priority, isDryRun(asked)));
  }

  private static void requireNoPriority(Views.ManyRuns asked) {
    if (asked.priority() != null) {
      throw Problem.invalid(
          "invalid_priority", "A priority belongs to /runs/reprioritise only.", "/priority");
    }
  }

  private static boolean isDryRun(Views.ManyRuns asked) {
    return Boolean.TRUE.equals(asked.dryRun());
  }

  private static Response answer(Views.ManyRuns asked, ManyRuns.Tally tally) {
    return Response.json(
        new Views.Tally(isDryRun(asked), tally.matched(), tally.done(), tally.pending()));
  }

  /// Everything is only meant when it is said.
  private static RunFilter filter(Views.ManyRuns asked) {
    boolean any =
        Stream.of(
                asked.job(),
                asked.queue(),
                asked.type(),
                asked.owner(),
                asked.state(),
                asked.tag(),
                asked.text(),
                asked.since(),
                asked.until())
            .anyMatch(Objects::nonNull);
    if (any == Boolean.TRUE.equals(asked.all())) {
      throw Problem.invalid(
          "filter_needed",
          "Say which runs are meant, by queue, type, owner, state, tag, text, job, since or until; or"
              + " \"all\": true and nothing else for every run of the project.");
    }
    return new RunFilter(
        asked.job(),
        asked.owner(),
        asked.queue(),
        asked.type(),
        state(asked.state()),
        null,
        new RunFilter.Search(asked.tag(), asked.text(), asked.since(), asked.until()));
  }

  private static @Nullable RunState state(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (RunState state : RunState.values()) {
      if (state.name().equalsIgnoreCase(text)) {
        return state;
      }
    }
    throw Problem.invalid(
        "invalid_choice", "\"" + text + "\" is no state of a run, such as FAILED.", "/state");
  }
}
