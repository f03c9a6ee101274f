package io.devq.server.api;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.jobs.Dependency;
import io.devq.jobs.Job;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Once;
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
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// `/jobs`.
public final class JobRoutes {

  private static final long BATCH_BYTES = 64L * 1024 * 1024;

  /// A payload of the largest size, and the rest of the job around it.
  private static final long JOB_BYTES = JobLimits.LARGE_BYTES + 1024L * 1024;

  private static final int SHOWN_DIGITS = 8;

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
            .upTo(JOB_BYTES)
            .gives(201, Views.Job.class),
        Route.post(
                "/api/v1/jobs/batch",
                Role.OPERATOR,
                "Creates up to 10,000 jobs, all or none",
                this::createAll)
            .takes(List.class, Views.NewJob.class)
            .upTo(BATCH_BYTES)
            .gives(201, List.class, Views.Job.class),
        Route.post(
                "/api/v1/jobs/groups",
                Role.OPERATOR,
                "Creates up to 10,000 jobs and one that follows when they have ended, all or none",
                this::createGroup)
            .takes(Views.NewGroup.class)
            .upTo(BATCH_BYTES)
            .gives(201, Views.Group.class),
        Route.post(
                "/api/v1/jobs/{id}/backfill",
                Role.OPERATOR,
                "Runs nominal times of the past, or counts them",
                this::backfill)
            .takes(Schedules.Backfill.class)
            .gives(200, Schedules.Backfilled.class),
        Lists.query(Route.get("/api/v1/jobs", Role.VIEWER, "Lists jobs, newest first", this::list))
            .query("state", Job.State.class, "In which state; without it all but those deleted")
            .query("name", String.class, "The live job of this name, whatever else is asked for")
            .gives(200, Page.class, Views.Job.class),
        Route.get("/api/v1/jobs/{id}", Role.VIEWER, "Shows a job", this::show)
            .gives(200, Views.Job.class),
        Route.patch(
                "/api/v1/jobs/{id}",
                Role.OPERATOR,
                "Changes the fields that are given of a recurring job or of a one-time job that waits",
                this::update)
            .takes(Views.NewJob.class)
            .upTo(JOB_BYTES)
            .gives(200, Views.Job.class),
        Route.put(
                "/api/v1/jobs/{id}",
                Role.OPERATOR,
                "Replaces what a recurring job, or a one-time job that waits, does and when",
                this::replace)
            .takes(Views.NewJob.class)
            .upTo(JOB_BYTES)
            .gives(200, Views.Job.class),
        Route.get(
                "/api/v1/jobs/{id}/payload",
                Role.VIEWER,
                "Gives the payload of a job, however large, or a range of it",
                this::payload)
            .givesBytes("application/json"),
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
    byte[] body = request.jsonBytes();
    JobSpec spec =
        JobWire.spec(Json.strict().read(body, Views.NewJob.class), request.principal().name());
    JobId id = submit(request, body, List.of(spec)).getFirst();
    Job job = require(request, id);
    return Response.created("/api/v1/jobs/" + id, JobWire.view(job)).etag(etag(job));
  }

  private Response createAll(Request request) throws IOException {
    byte[] body = request.jsonBytes();
    Views.NewJob[] wanted = Json.strict().read(body, Views.NewJob[].class);
    String caller = request.principal().name();
    List<JobSpec> specs = Arrays.stream(wanted).map(job -> JobWire.spec(job, caller)).toList();
    List<JobId> ids = submit(request, body, specs);
    List<Job> created = jobs.jobs(request.project(), ids);
    return Response.json(201, created.stream().map(JobWire::view).toList());
  }

  private Response createGroup(Request request) throws IOException {
    byte[] body = request.jsonBytes();
    Views.NewGroup wanted = Json.strict().read(body, Views.NewGroup.class);
    String caller = request.principal().name();
    List<JobSpec> members = wanted.jobs().stream().map(job -> JobWire.spec(job, caller)).toList();
    Dependency.When when =
        JobWire.constant("/when", wanted.when(), Dependency.When.values(), Dependency.When.SUCCESS);
    JobSpec then = JobWire.spec(wanted.then(), caller);
    Stream.concat(members.stream(), Stream.of(then)).forEach(check::check);
    List<JobId> ids =
        jobs.submitGroup(request.project(), members, then, when, once(request, body).orElse(null));
    Job completion = require(request, ids.getLast());
    return Response.created(
        "/api/v1/jobs/" + completion.id(),
        new Views.Group(ids.subList(0, ids.size() - 1), JobWire.view(completion)));
  }

  /// The idempotency key of a request and what tells it from others: its method, path and body.
  static Optional<Once> once(Request request, byte[] body) {
    return request
        .idempotencyKey()
        .map(key -> new Once(key, request.path() + " " + Sha256.of(body).hex()));
  }

  /// A tag that changes with all that is shown; what stands before the dot only with what the job
  /// says, so that an update is not refused because the job has run meanwhile.
  private static String etag(Job job) {
    byte[] shown = Json.strict().bytes(JobWire.view(job));
    return job.version() + "." + Sha256.of(shown).hex().substring(0, SHOWN_DIGITS);
  }

  private List<JobId> submit(Request request, byte[] body, List<JobSpec> specs) {
    specs.forEach(check::check);
    Optional<Once> once = once(request, body);
    return once.isPresent()
        ? jobs.submitOnce(request.project(), once.get(), specs)
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
            request.query().constant("state", Job.State.class).orElse(null),
            request.query().as("cursor", JobId::parse).orElse(null),
            limit);
    String next = found.size() == limit ? found.getLast().id().text() : null;
    return Response.json(new Page<>(found.stream().map(JobWire::view).toList(), next));
  }

  private Response show(Request request) {
    return shown(require(request, id(request)));
  }

  private static Response shown(Job job) {
    return Response.json(JobWire.view(job)).etag(etag(job));
  }

  private Response payload(Request request) {
    return jobs.contents()
        .payload(request.project(), id(request))
        .map(RunRoutes::content)
        .orElseThrow(() -> Problem.notFound("unknown_job", "There is no job " + id(request) + "."));
  }

  private Response update(Request request) throws IOException {
    JsonNode changes = request.json(JsonNode.class);
    Job job = require(request, id(request));
    JobSpec spec = spec(request, JobPatch.apply(job, changes));
    boolean stays = !changes.has("payload"); // a large one is not in the view that was changed
    return update(request, stays ? spec.withPayload(job.spec().payload()) : spec);
  }

  private Response replace(Request request) throws IOException {
    return update(request, spec(request, request.json(Views.NewJob.class)));
  }

  private static JobSpec spec(Request request, Views.NewJob wanted) {
    return JobWire.spec(wanted, request.principal().name());
  }

  private Response update(Request request, JobSpec spec) {
    check.check(spec);
    String ifVersion = request.ifMatch().map(tag -> tag.split("\\.", 2)[0]).orElse(null);
    return shown(jobs.update(request.project(), id(request), spec, ifVersion));
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

  private Response backfill(Request request) throws IOException {
    Schedules.Backfill wanted = request.json(Schedules.Backfill.class);
    var done =
        jobs.schedules()
            .backfill(
                request.project(),
                id(request),
                new io.devq.jobs.Schedules.Backfill(
                    wanted.from(),
                    wanted.to(),
                    Boolean.TRUE.equals(wanted.again()),
                    Boolean.TRUE.equals(wanted.dryRun())));
    return Response.json(new Schedules.Backfilled(done.runs(), done.already(), done.ids()));
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
