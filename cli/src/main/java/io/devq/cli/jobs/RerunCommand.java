package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Run a run, a job's newest run, or a build again.
@Command(
    name = "rerun",
    description = "Run a run, a job's newest run, or a build again.",
    footer = {
      "  devq rerun run_06e1q5v3ws0m2r7k8g4n9x1c2b",
      "  devq rerun build_06e1q5v3ws0m2r7k8g4n9x1c2b",
      "  devq rerun --state FAILED --queue mail --since 2026-11-21T00:00:00Z --yes"
    })
public final class RerunCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();
  @Mixin private Selection selection = new Selection();

  @Override
  public Integer call() throws InterruptedException {
    Integer many = change.makeMany(selection, "/runs/rerun", "run again");
    if (many != null) {
      return many;
    }
    return change.make(
        "runs again",
        (client, id) -> {
          if (Target.isDeployment(id)) {
            throw Target.unfit("rerun", id, "a run, job or build");
          }
          String path =
              Target.isBuild(id) ? Target.path(client, id) : "/runs/" + Runs.run(client, id);
          return Call.post(path + "/rerun").idempotent();
        });
  }
}
