package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Run a recurring job once, now.
@Command(
    name = "trigger",
    description = "Run a recurring job once, now.",
    footer = {
      "  devq trigger nightly-report",
      "  devq logs -f $(devq trigger nightly-report --json | jq -r .id)"
    })
public final class TriggerCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Override
  public Integer call() throws InterruptedException {
    return change.make(
        "was triggered",
        (client, id) -> {
          return Call.post("/jobs/" + Runs.job(client, id) + "/trigger").idempotent();
        });
  }
}
