package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Let a paused job or deployment go on.
@Command(
    name = "resume",
    description = "Let a paused job or deployment go on.",
    footer = {"  devq resume nightly-report", "  devq resume deploy_06e1q5v3ws0m2r7k8g4n9x1c2b"})
public final class ResumeCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Override
  public Integer call() throws InterruptedException {
    return change.make(
        "goes on",
        (client, id) -> {
          if (Target.isRun(id) || Target.isBuild(id)) {
            throw Target.unfit("resume", id, "a job or a deployment");
          }
          return Call.post(Target.path(client, id) + "/resume").again();
        });
  }
}
