package io.devq.cli.deploys;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Lists services.
@Command(
    name = "list",
    description = "List services.",
    footer = {"  devq service list"})
final class ServiceListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/services"), JsonNode.class);
      Table table = new Table("SERVICE", "REPOSITORY", "ARTIFACT", "ENVIRONMENTS");
      Fields.items(answer)
          .forEach(service ->
              table.row(
                  Fields.text(service, "name"),
                  Fields.text(service, "repository"),
                  Fields.text(service, "artifact"),
                  environments(service)));
      output.result(
          answer,
          () -> table.print(output::line, "no services; set one with: devq service set FILE"));
      return 0;
    }
  }

  private static String environments(JsonNode service) {
    List<String> names = new ArrayList<>(service.path("environments").propertyNames());
    return names.isEmpty() ? Fields.NOTHING : String.join(" ", names);
  }
}
