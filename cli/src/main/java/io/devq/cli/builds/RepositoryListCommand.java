package io.devq.cli.builds;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Lists repositories.
@Command(
    name = "list",
    description = "List repositories.",
    footer = {"  devq repository list"})
final class RepositoryListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/repositories"), JsonNode.class);
      Table table = new Table("NAME", "SOURCE");
      Fields.items(answer)
          .forEach(item -> table.row(Fields.text(item, "name"), Fields.text(item, "source")));
      output.result(
          answer,
          () ->
              table.print(
                  output::line, "no repositories; add one with: devq repository add NAME SOURCE"));
      return 0;
    }
  }
}
