package io.devq.cli.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.JobApi;
import io.devq.protocol.Views;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Finds jobs and runs by what a user types: an id, or a job's name.
public final class Runs {

  /// What is said while a submission waits for the server.
  static final String AWAY =
      "devq: the server has gone away; trying again for "
          + JobApi.PATIENCE.toMinutes()
          + " minutes (the job is submitted only once)";

  private static final JobApi.Filter ONE = new JobApi.Filter(null, null, null, null, 1, null);

  private Runs() {}

  /// The run of a one-time job, or the newest run of a recurring one.
  ///
  /// @throws Problem `no_runs`
  public static RunId first(DevqClient client, JobId job) throws InterruptedException {
    List<Views.Run> runs = client.jobs().runs(job, ONE).items();
    if (runs.isEmpty()) {
      throw Problem.notFound(
          "no_runs", job + " has not run yet; \"devq trigger " + job + "\" runs it now.");
    }
    return runs.getFirst().id();
  }

  /// A job by id or name.
  ///
  /// @throws Problem `job_not_found`
  public static JobId job(DevqClient client, String idOrName) throws InterruptedException {
    if (idOrName.startsWith(JobId.PREFIX + "_")) {
      return JobId.parse(idOrName);
    }
    return named(client, idOrName)
        .orElseThrow(() ->
            Problem.notFound(
                "job_not_found",
                "There is no job named \""
                    + idOrName
                    + "\"; \"devq list\" shows those there are."));
  }

  /// A live job by name.
  static Optional<JobId> named(DevqClient client, String name) throws InterruptedException {
    JsonNode page = client.transport().send(Call.get("/jobs").query("name", name), JsonNode.class);
    for (JsonNode job : page.path("items")) {
      if (name.equals(job.path("name").asString(""))
          && !"DELETED".equals(job.path("state").asString(""))) {
        return Optional.of(JobId.parse(job.path("id").asString("")));
      }
    }
    return Optional.empty();
  }

  /// A run by its id, or the newest run of a job by id or name.
  ///
  /// @throws Problem `job_not_found`, `no_runs`
  public static RunId run(DevqClient client, String runOrJob) throws InterruptedException {
    return runOrJob.startsWith(RunId.PREFIX + "_")
        ? RunId.parse(runOrJob)
        : first(client, job(client, runOrJob));
  }
}
