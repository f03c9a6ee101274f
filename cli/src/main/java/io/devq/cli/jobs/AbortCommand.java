package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Ends a deployment.
@Command(
    name = "abort",
    description = "End a deployment; hosts that have switched go back.",
    footer = {"  devq abort deploy_06e1q5v3ws0m2r7k8g4n9x1c2b"})
public final class AbortCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Override
  public Integer call() throws InterruptedException {
    return change.make(
        "is being aborted",
        (client, id) -> {
          if (!Target.isDeployment(id)) {
            throw Target.unfit("abort", id, "a deployment");
          }
          return Call.post(Target.path(client, id) + "/abort").again();
        });
  }
}
