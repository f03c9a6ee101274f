package io.devq.cli.jobs;

import io.devq.client.Call;
import io.devq.protocol.Schedules;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Hold a recurring job or a deployment back.
@Command(
    name = "pause",
    description = "Hold a recurring job or a deployment back.",
    footer = {
      "  devq pause nightly-report --note \"until the disk is bigger\"",
      "  devq pause deploy_06e1q5v3ws0m2r7k8g4n9x1c2b"
    })
public final class PauseCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for others to read.")
  private @Nullable String note;

  @Override
  public Integer call() throws InterruptedException {
    return change.make(
        "paused",
        (client, id) -> {
          if (Target.isRun(id) || Target.isBuild(id)) {
            throw Target.unfit("pause", id, "a job or a deployment");
          }
          Call call = Call.post(Target.path(client, id) + "/pause");
          return (note == null ? call : call.json(new Schedules.Pause(note))).again();
        });
  }
}
