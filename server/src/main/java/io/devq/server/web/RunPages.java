package io.devq.server.web;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs: the list, and one with its log.
final class RunPages {

  private final Pages pages;
  private final Jobs jobs;

  RunPages(Pages pages, Jobs jobs) {
    this.pages = pages;
    this.jobs = jobs;
  }

  List<Route> routes() {
    return List.of(
        filtered(Route.page("/runs", Role.VIEWER, "Shows runs", this::list))
            .query("state", RunState.class, "In which state"),
        Route.page("/runs/{id}", Role.VIEWER, "Shows a run with its log", this::show),
        Route.post("/runs/{id}/cancel", Role.OPERATOR, "Asks for a run to end", this::cancel)
            .takesForm(),
        Route.post("/runs/{id}/rerun", Role.OPERATOR, "Submits the job again", this::rerun)
            .takesForm());
  }

  /// What lists of jobs and of runs can both be narrowed by.
  static Route filtered(Route route) {
    return route
        .query("queue", String.class, "Of which queue")
        .query("owner", String.class, "Whose")
        .query("type", String.class, "Of which job type")
        .query("cursor", String.class, "Where the page before ended");
  }

  static RunFilter filter(Request request, @Nullable RunState state) {
    return new RunFilter(
        null,
        request.query().text("owner").orElse(null),
        request.query().text("queue").orElse(null),
        request.query().text("type").orElse(null),
        state);
  }

  static Address address(String path, RunFilter filter) {
    return new Address(path)
        .with("state", filter.state())
        .with("queue", filter.queue())
        .with("owner", filter.owner())
        .with("type", filter.type());
  }

  private Response list(Request request) {
    RunFilter filter =
        filter(request, request.query().constant("state", RunState.class).orElse(null));
    RunId cursor = request.query().as("cursor", RunId::parse).orElse(null);
    List<Run> found = jobs.runs(request.project(), filter, cursor, Listing.ROWS);
    Listing<Run> listing =
        Listing.of(request, address("/runs", filter), found, run -> run.id().text());
    Map<JobId, String> titles = titles(request.project(), found);
    return pages.show(
        request,
        "Runs",
        "runs.jte",
        Map.of("listing", listing, "filter", filter, "titles", titles));
  }

  /// What the jobs of a page of runs are called.
  private Map<JobId, String> titles(String project, List<Run> runs) {
    Map<JobId, String> titles = new HashMap<>();
    for (Run run : runs) {
      titles.computeIfAbsent(
          run.jobId(),
          id -> jobs.job(project, id).map(Job::spec).map(Wording::title).orElse(run.type()));
    }
    return titles;
  }

  private Response show(Request request) {
    RunId id = request.parameter("id", RunId::parse);
    String project = request.project();
    Run run =
        jobs.run(project, id)
            .orElseThrow(() -> Problem.notFound("unknown_run", "There is no run " + id + "."));
    Optional<JobSpec> spec = jobs.job(project, run.jobId()).map(Job::spec);
    String title = spec.map(Wording::title).orElse(run.type());
    Map<String, Object> model = new HashMap<>();
    model.put("run", run);
    model.put("build", spec.map(job -> job.tags().get("build")).orElse(""));
    model.put("why", jobs.why(project, id));
    return pages.show(request, title, "run.jte", model);
  }

  private Response cancel(Request request) {
    RunId id = request.parameter("id", RunId::parse);
    jobs.cancel(request.project(), id, request.principal().name());
    return Response.redirect("/runs/" + id);
  }

  private Response rerun(Request request) {
    RunId id = request.parameter("id", RunId::parse);
    return Response.redirect("/runs/" + jobs.rerun(request.project(), id));
  }
}
