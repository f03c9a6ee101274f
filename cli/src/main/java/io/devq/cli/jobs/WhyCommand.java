package io.devq.cli.jobs;

import io.devq.base.RunId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Says why a run is where it is.
@Command(
    name = "why",
    description = "Say why a run is not running, and until about when.",
    footer = {"  devq why run_06e1q5v3ws0m2r7k8g4n9x1c2b", "  devq why nightly-report"})
public final class WhyCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "RUN", description = "A run, or a job (id or name) for its newest run.")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      RunId run = Runs.run(client, id);
      Views.Why why = client.jobs().why(run);
      output.result(why, () -> print(why));
      return 0;
    }
  }

  private void print(Views.Why why) {
    output.line(why.message());
    if (why.until() != null) {
      output.line("Until about " + why.until() + " at the latest.");
    }
    if (why.advice() != null) {
      output.line(why.advice());
    }
  }
}
