package io.devq.client;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// Jobs and runs: submit, look, cancel, run again. Every method throws [Problem] when the server
/// refuses or cannot be reached.
public final class JobApi {

  /// How long a patient submission keeps trying while the server is away.
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final TypeReference<Views.Page<Views.Job>> JOBS = new TypeReference<>() {};
  private static final TypeReference<Views.Page<Views.Run>> RUNS = new TypeReference<>() {};
  private static final TypeReference<List<Views.Job>> ALL = new TypeReference<>() {};

  private final Transport transport;
  private final LogApi logs;

  JobApi(Transport transport, LogApi logs) {
    this.transport = transport;
    this.logs = logs;
  }

  /// Creates a job, once even when the answer is lost on the way.
  public Views.Job submit(Views.NewJob job) throws InterruptedException {
    return transport.send(Call.post("/jobs").json(job).idempotent(), Views.Job.class);
  }

  /// Creates a job, once; keeps asking, with the same idempotency key, while the server is away for
  /// up to [#PATIENCE], such as during a restart.
  ///
  /// @param away called once, when the server does not answer and waiting begins
  public Views.Job submitPatiently(Views.NewJob job, Runnable away) throws InterruptedException {
    return transport.sendPatiently(
        Call.post("/jobs").json(job).idempotent(), Views.Job.class, PATIENCE, away);
  }

  /// Creates up to 10,000 jobs, all or none.
  public List<Views.Job> submit(List<Views.NewJob> jobs) throws InterruptedException {
    return transport.send(Call.post("/jobs/batch").json(jobs).idempotent(), ALL);
  }

  /// A job.
  public Views.Job get(JobId job) throws InterruptedException {
    return transport.send(Call.get(path(job)), Views.Job.class);
  }

  /// One page of jobs, the newest first.
  ///
  /// @param filter further query parameters, such as `?state=ACTIVE`, by [Call#query]
  public Views.Page<Views.Job> list(Filter filter) throws InterruptedException {
    return transport.send(filter.on(Call.get("/jobs")), JOBS);
  }

  /// Lets a job run once more, now.
  public Views.Run trigger(JobId job) throws InterruptedException {
    return transport.send(Call.post(path(job) + "/trigger").idempotent(), Views.Run.class);
  }

  /// Holds a job back from further runs.
  public Views.Job pause(JobId job) throws InterruptedException {
    return transport.send(Call.post(path(job) + "/pause").again(), Views.Job.class);
  }

  /// Lets a paused job go on.
  public Views.Job resume(JobId job) throws InterruptedException {
    return transport.send(Call.post(path(job) + "/resume").again(), Views.Job.class);
  }

  /// Takes a job away; its history stays.
  public void delete(JobId job) throws InterruptedException {
    transport.send(Call.delete(path(job)));
  }

  /// A run.
  public Views.Run run(RunId run) throws InterruptedException {
    return transport.send(Call.get(path(run)), Views.Run.class);
  }

  /// Waits until a run is final, across restarts of the server.
  ///
  /// @return the run as it ended
  public Views.Run await(RunId run) throws InterruptedException {
    return logs.await(run);
  }

  /// One page of runs, the newest first.
  public Views.Page<Views.Run> runs(Filter filter) throws InterruptedException {
    return transport.send(filter.on(Call.get("/runs")), RUNS);
  }

  /// One page of the runs of a job, the newest first.
  public Views.Page<Views.Run> runs(JobId job, Filter filter) throws InterruptedException {
    return transport.send(filter.on(Call.get(path(job) + "/runs")), RUNS);
  }

  /// Asks for a run to be ended; it is CANCELLED when its worker has ended it.
  public void cancel(RunId run) throws InterruptedException {
    transport.send(Call.post(path(run) + "/cancel").again());
  }

  /// Runs the same again as a new run.
  public Views.Run rerun(RunId run) throws InterruptedException {
    return transport.send(Call.post(path(run) + "/rerun").idempotent(), Views.Run.class);
  }

  /// Why a run is not running, and until about when.
  public Views.Why why(RunId run) throws InterruptedException {
    return transport.send(Call.get(path(run) + "/why"), Views.Why.class);
  }

  /// When a schedule would fire; nothing is created.
  public Schedules.Preview preview(Schedules.Ask ask) throws InterruptedException {
    return transport.send(
        Call.post("/schedules/preview").json(ask).again(), Schedules.Preview.class);
  }

  /// What the work of a run left as its result.
  public JsonNode result(RunId run) throws InterruptedException {
    return transport.send(Call.get(path(run) + "/result"), JsonNode.class);
  }

  /// Which part of a list is wanted. A null asks for nothing in particular.
  public record Filter(
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable String state,
      @Nullable Integer limit,
      @Nullable String cursor) {

    /// Everything, as much as the server gives in one page.
    public static final Filter ALL = new Filter(null, null, null, null, null, null);

    /// The page after one.
    public Filter after(@Nullable String next) {
      return new Filter(owner, queue, type, state, limit, next);
    }

    private Call on(Call call) {
      return call.query("owner", owner)
          .query("queue", queue)
          .query("type", type)
          .query("state", state)
          .query("limit", limit)
          .query("cursor", cursor);
    }
  }

  private static String path(JobId job) {
    return "/jobs/" + job.text();
  }

  private static String path(RunId run) {
    return "/runs/" + run.text();
  }
}
