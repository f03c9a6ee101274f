package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Cancel a run, a job's newest run, or a build.
@Command(
    name = "cancel",
    description = "Cancel a run, a job's newest run, or a build.",
    footer = {
      "  devq cancel run_06e1q5v3ws0m2r7k8g4n9x1c2b",
      "  devq cancel nightly-report",
      "  devq cancel --queue mail --tag campaign=7          count what that would end",
      "  devq cancel --queue mail --tag campaign=7 --yes    end it"
    })
public final class CancelCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();
  @Mixin private Selection selection = new Selection();

  @Override
  public Integer call() throws InterruptedException {
    Integer many = change.makeMany(selection, "/runs/cancel", "cancelled");
    if (many != null) {
      return many;
    }
    return change.makeSilently(
        "is being cancelled",
        (client, id) -> {
          if (Target.isDeployment(id)) {
            throw Target.unfit("cancel", id, "a run, job or build");
          }
          String path =
              Target.isBuild(id) ? Target.path(client, id) : "/runs/" + Runs.run(client, id);
          return Call.post(path + "/cancel").again();
        });
  }
}
