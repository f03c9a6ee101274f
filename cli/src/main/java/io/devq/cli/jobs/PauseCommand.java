package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Hold a recurring job or a deployment back.
@Command(
    name = "pause",
    description = "Hold a recurring job or a deployment back.",
    footer = {"  devq pause nightly-report", "  devq pause deploy_06e1q5v3ws0m2r7k8g4n9x1c2b"})
public final class PauseCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Override
  public Integer call() throws InterruptedException {
    return change.make(
        "paused",
        (client, id) -> {
          if (Target.isRun(id) || Target.isBuild(id)) {
            throw Target.unfit("pause", id, "a job or a deployment");
          }
          return Call.post(Target.path(client, id) + "/pause").again();
        });
  }
}
