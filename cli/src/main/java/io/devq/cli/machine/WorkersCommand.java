package io.devq.cli.machine;

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

/// Lists workers.
@Command(
    name = "workers",
    description = "List who runs attempts: how busy, and when last heard of.",
    footer = {"  devq workers", "  devq workers --json"})
public final class WorkersCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/workers"), JsonNode.class);
      output.result(
          answer,
          () -> table(answer).print(output::line, "no workers; start one with: devq agent"));
      return 0;
    }
  }

  private Table table(JsonNode answer) {
    Table table = new Table("WORKER", "NAME", "STATE", "BUSY", "TYPES", "LABELS", "HEARD");
    for (JsonNode item : Fields.items(answer)) {
      table.row(
          Fields.text(item, "id"),
          Fields.text(item, "name"),
          output.style().state(Fields.text(item, "state")),
          Fields.number(item, "busy") + "/" + Fields.number(item, "slots"),
          Fields.words(item, "types"),
          Fields.words(item, "labels"),
          Fields.age(item, "lastHeardAt"));
    }
    return table;
  }
}
