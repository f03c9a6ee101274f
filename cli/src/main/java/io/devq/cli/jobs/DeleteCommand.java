package io.devq.cli.jobs;

import io.devq.client.Call;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Delete a job; its history stays, and a run that is under way goes on.
@Command(
    name = "delete",
    description = "Delete a job; its history stays, and a run that is under way goes on.",
    footer = {"  devq delete nightly-report"})
public final class DeleteCommand implements Callable<Integer> {

  @Mixin private Change change = new Change();

  @Override
  public Integer call() throws InterruptedException {
    return change.makeSilently(
        "deleted",
        (client, id) -> {
          return Call.delete("/jobs/" + Runs.job(client, id));
        });
  }
}
