package io.devq.cli.jobs;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.client.DevqClient;

/// What a user means by an id: the thing itself, by its prefix, or a job by its name.
public final class Target {

  private Target() {}

  /// The API's path of it.
  ///
  /// @throws Problem `invalid_id`, `job_not_found`
  static String path(DevqClient client, String id) throws InterruptedException {
    if (isBuild(id)) {
      return "/builds/" + BuildId.parse(id);
    }
    if (isDeployment(id)) {
      return "/deployments/" + DeploymentId.parse(id);
    }
    if (isRun(id)) {
      return "/runs/" + RunId.parse(id);
    }
    return "/jobs/" + Runs.job(client, id);
  }

  /// Whether an id is that of a run.
  static boolean isRun(String id) {
    return id.startsWith(RunId.PREFIX + "_");
  }

  /// Whether an id is that of a build.
  static boolean isBuild(String id) {
    return id.startsWith(BuildId.PREFIX + "_");
  }

  /// Whether an id is that of a deployment.
  static boolean isDeployment(String id) {
    return id.startsWith(DeploymentId.PREFIX + "_");
  }

  /// The problem that a command does not fit what was named.
  static Problem unfit(String command, String id, String fits) {
    return Problem.invalid(
        "wrong_kind", "\"devq " + command + "\" takes " + fits + ", which " + id + " is not.");
  }
}
