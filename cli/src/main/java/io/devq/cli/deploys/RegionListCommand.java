package io.devq.cli.deploys;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Lists regions.
@Command(
    name = "list",
    description = "List regions.",
    footer = {"  devq region list"})
final class RegionListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.deploys().regions();
      Table table = new Table("REGION", "RELAY", "ADDED");
      Fields.items(answer)
          .forEach(region ->
              table.row(
                  Fields.text(region, "name"),
                  Fields.text(region, "url"),
                  Fields.age(region, "createdAt")));
      output.result(
          answer,
          () ->
              table.print(
                  output::line, "no regions; add one with: devq region add NAME --url URL"));
      return 0;
    }
  }
}
