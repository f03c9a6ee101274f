package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Style;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Shows one thing in full.
@Command(
    name = "show",
    description = "Show a job, run, build or deployment in full.",
    footer = {"  devq show nightly-report", "  devq show run_06e1q5v3ws0m2r7k8g4n9x1c2b --json"})
public final class ShowCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 18;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ID", description = "An id, or the name of a job.")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get(Target.path(client, id)), JsonNode.class);
      output.result(answer, () -> print(answer));
      return 0;
    }
  }

  private void print(JsonNode answer) {
    Style style = output.style();
    answer.forEachEntry((name, value) -> {
      if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        output.line(name);
        value.forEach(item -> output.line("  " + item));
      } else {
        String text = value.isValueNode() ? value.asString() : value.toString();
        output.line(
            String.format("%-" + NAME_WIDTH + "s", name)
                + (name.equals("state") ? style.state(text) : text));
      }
    });
  }
}
