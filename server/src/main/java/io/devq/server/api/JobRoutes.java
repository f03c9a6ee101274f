package io.devq.server.api;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.Occurrence;
import io.devq.jobs.RunFilter;
import io.devq.protocol.Json;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `/jobs`.
public final class JobRoutes {

  private static final long BATCH_BYTES = 64L * 1024 * 1024;

  private final Jobs jobs;
  private final JobCheck check;

  /// Routes to this door.
  ///
  /// @param check passed by every job that is accepted here
  public JobRoutes(Jobs jobs, JobCheck check) {
    this.jobs = jobs;
    this.check = check;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.post("/api/v1/jobs", Role.OPERATOR, "Creates a job", this::create)
            .takes(Views.NewJob.class)
            .gives(201, Views.Job.class),
        Route.post(
                "/api/v1/jobs/batch",
                Role.OPERATOR,
                "Creates up to 10,000 jobs, all or none",
                this::createAll)
            .takes(List.class, Views.NewJob.class)
            .upTo(BATCH_BYTES)
            .gives(201, List.class, Views.Job.class),
        Lists.query(Route.get("/api/v1/jobs", Role.VIEWER, "Lists jobs, newest first", this::list))
            .query("name", String.class, "The live job of this name, whatever else is asked for")
            .gives(200, Page.class, Views.Job.class),
        Route.get("/api/v1/jobs/{id}", Role.VIEWER, "Shows a job", this::show)
            .gives(200, Views.Job.class),
        Route.patch(
                "/api/v1/jobs/{id}",
                Role.OPERATOR,
                "Replaces what a recurring job does and when",
                this::update)
            .takes(Views.NewJob.class)
            .gives(200, Views.Job.class),
        Route.delete(
            "/api/v1/jobs/{id}", Role.OPERATOR, "Deletes a job; its history stays", this::delete),
        Route.post(
                "/api/v1/jobs/{id}/pause",
                Role.OPERATOR,
                "Stops a recurring job from firing",
                this::pause)
            .takes(Schedules.Pause.class)
            .gives(200, Views.Job.class),
        Route.post(
                "/api/v1/jobs/{id}/resume",
                Role.OPERATOR,
                "Lets a paused job fire again",
                this::resume)
            .gives(200, Views.Job.class),
        Route.post(
                "/api/v1/jobs/{id}/trigger",
                Role.OPERATOR,
                "Runs a recurring job once, now",
                this::trigger)
            .gives(201, Views.Run.class),
        Lists.runQuery(
                Route.get(
                    "/api/v1/jobs/{id}/runs", Role.VIEWER, "Lists the runs of a job", this::runs))
            .gives(200, Page.class, Views.Run.class),
        Route.get(
                "/api/v1/jobs/{id}/occurrences",
                Role.VIEWER,
                "Lists what became of each nominal time of a recurring job",
                this::occurrences)
            .query("limit", Integer.class, "1 to 200")
            .query("cursor", Instant.class, "Only those that begin before this moment")
            .gives(200, Page.class, Views.Occurrence.class));
  }

  private Response create(Request request) throws IOException {
    byte[] body = request.bytes();
    JobSpec spec =
        JobWire.spec(Json.strict().read(body, Views.NewJob.class), request.principal().name());
    JobId id = submit(request, body, List.of(spec)).getFirst();
    return Response.created("/api/v1/jobs/" + id, JobWire.view(require(request, id)));
  }

  private Response createAll(Request request) throws IOException {
    byte[] body = request.bytes();
    Views.NewJob[] wanted = Json.strict().read(body, Views.NewJob[].class);
    String caller = request.principal().name();
    List<JobSpec> specs = Arrays.stream(wanted).map(job -> JobWire.spec(job, caller)).toList();
    List<JobId> ids = submit(request, body, specs);
    return Response.json(201, ids.stream().map(id -> JobWire.view(require(request, id))).toList());
  }

  private List<JobId> submit(Request request, byte[] body, List<JobSpec> specs) {
    specs.forEach(check::check);
    Optional<String> key = request.idempotencyKey();
    return key.isPresent()
        ? jobs.submitOnce(request.project(), key.get(), Sha256.of(body).hex(), specs)
        : jobs.submitAll(request.project(), specs);
  }

  private Job require(Request request, JobId id) {
    return jobs.job(request.project(), id)
        .orElseThrow(() -> Problem.notFound("unknown_job", "There is no job " + id + "."));
  }

  private Response list(Request request) {
    Optional<String> name = request.query().text("name");
    if (name.isPresent()) {
      List<Views.Job> named =
          jobs.jobNamed(request.project(), name.get()).stream().map(JobWire::view).toList();
      return Response.json(new Page<>(named, null));
    }
    int limit = Lists.limit(request);
    RunFilter filter = Lists.filter(request, null);
    List<Job> found =
        jobs.jobs(
            request.project(),
            filter,
            request.query().as("cursor", JobId::parse).orElse(null),
            limit);
    String next = found.size() == limit ? found.getLast().id().text() : null;
    return Response.json(new Page<>(found.stream().map(JobWire::view).toList(), next));
  }

  private Response show(Request request) {
    return Response.json(JobWire.view(require(request, id(request))));
  }

  private Response update(Request request) throws IOException {
    JobSpec spec = JobWire.spec(request.json(Views.NewJob.class), request.principal().name());
    check.check(spec);
    return Response.json(JobWire.view(jobs.update(request.project(), id(request), spec)));
  }

  private Response delete(Request request) {
    jobs.delete(request.project(), id(request));
    return Response.done();
  }

  private Response pause(Request request) throws IOException {
    byte[] body = request.bytes();
    String note = body.length == 0 ? null : Json.strict().read(body, Schedules.Pause.class).note();
    jobs.pause(request.project(), id(request), request.principal().name(), note);
    return show(request);
  }

  private Response resume(Request request) {
    jobs.resume(request.project(), id(request));
    return show(request);
  }

  private Response trigger(Request request) {
    RunId run = jobs.trigger(request.project(), id(request));
    return Response.created(
        "/api/v1/runs/" + run, JobWire.view(RunRoutes.require(jobs, request.project(), run)));
  }

  private Response runs(Request request) {
    require(request, id(request));
    return RunRoutes.page(jobs, request, Lists.runFilter(request, id(request)));
  }

  private Response occurrences(Request request) {
    require(request, id(request));
    int limit = Lists.limit(request);
    Instant before = request.query().as("cursor", JobRoutes::moment).orElse(null);
    List<Views.Occurrence> ledger =
        jobs.occurrences(request.project(), id(request), before, limit).stream()
            .map(JobRoutes::view)
            .toList();
    String next = ledger.size() == limit ? ledger.getLast().from().toString() : null;
    return Response.json(new Page<>(ledger, next));
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      throw Problem.invalid("invalid_cursor", "A cursor is the nextCursor of the page before.");
    }
  }

  private static Views.Occurrence view(Occurrence entry) {
    return new Views.Occurrence(
        entry.from(),
        entry.to(),
        entry.count(),
        JobWire.wire(entry.fate()),
        entry.reason() == null ? null : JobWire.wire(entry.reason()),
        entry.note(),
        entry.run());
  }

  private static JobId id(Request request) {
    return request.parameter("id", JobId::parse);
  }
}
