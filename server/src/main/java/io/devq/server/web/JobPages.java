package io.devq.server.web;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.jobs.Job;
import io.devq.jobs.Jobs;
import io.devq.jobs.RunFilter;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Jobs: the list, and one with its runs and its ledger.
final class JobPages {

  private static final int RUNS = 20;

  private final Pages pages;
  private final Jobs jobs;

  JobPages(Pages pages, Jobs jobs) {
    this.pages = pages;
    this.jobs = jobs;
  }

  List<Route> routes() {
    return List.of(
        RunPages.filtered(Route.page("/jobs", Role.VIEWER, "Shows jobs", this::list)),
        Route.page("/jobs/{id}", Role.VIEWER, "Shows a job", this::show),
        Route.post("/jobs/{id}/trigger", Role.OPERATOR, "Runs a job now", this::trigger)
            .takesForm(),
        button("pause", "Stops a job from firing", this::pause),
        button(
            "resume",
            "Lets a job fire again",
            (request, id) -> jobs.resume(request.project(), id)));
  }

  private interface Change extends BiConsumer<Request, JobId> {}

  private void pause(Request request, JobId id) {
    jobs.pause(request.project(), id, request.principal().name(), null);
  }

  private static Route button(String name, String summary, Change change) {
    return Route.post(
            "/jobs/{id}/" + name,
            Role.OPERATOR,
            summary,
            request -> {
              JobId id = request.parameter("id", JobId::parse);
              change.accept(request, id);
              return Response.redirect("/jobs/" + id);
            })
        .takesForm();
  }

  private Response list(Request request) {
    RunFilter filter = RunPages.filter(request, null);
    JobId cursor = request.query().as("cursor", JobId::parse).orElse(null);
    List<Job> found = jobs.jobs(request.project(), filter, cursor, Listing.ROWS);
    Listing<Job> listing =
        Listing.of(request, RunPages.address("/jobs", filter), found, job -> job.id().text());
    return pages.show(request, "Jobs", "jobs.jte", Map.of("listing", listing, "filter", filter));
  }

  private Response show(Request request) {
    JobId id = request.parameter("id", JobId::parse);
    Job job =
        jobs.job(request.project(), id)
            .orElseThrow(() -> Problem.notFound("unknown_job", "There is no job " + id + "."));
    return pages.show(
        request,
        Wording.title(job.spec()),
        "job.jte",
        Map.of(
            "job",
            job,
            "runs",
            jobs.runs(request.project(), RunFilter.of(id), null, RUNS),
            "occurrences",
            job.recurring() ? jobs.occurrences(request.project(), id, null, RUNS) : List.of()));
  }

  private Response trigger(Request request) {
    JobId id = request.parameter("id", JobId::parse);
    return Response.redirect("/runs/" + jobs.trigger(request.project(), id));
  }
}
