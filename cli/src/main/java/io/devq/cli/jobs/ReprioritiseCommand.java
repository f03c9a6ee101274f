package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Give waiting runs another priority.
@Command(
    name = "reprioritise",
    description = "Give waiting runs another priority, all that a filter meets.",
    footer = {
      "  devq reprioritise 9 --tag release=2.1          count them",
      "  devq reprioritise 9 --tag release=2.1 --yes    do it"
    })
public final class ReprioritiseCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();
  @Mixin private Selection selection = new Selection();

  @Parameters(paramLabel = "0..9", description = "The new priority; 9 goes first.")
  private int priority;

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      return selection.change(client, output, "/runs/reprioritise", "moved", priority);
    }
  }
}
