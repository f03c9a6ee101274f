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

/// Lists nodes.
@Command(
    name = "nodes",
    description = "List the server processes on the database: what each owns, when last seen.",
    footer = {"  devq nodes", "  devq nodes --json"})
public final class NodesCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/nodes"), JsonNode.class);
      output.result(answer, () -> table(answer).print(output::line, "no nodes"));
      return 0;
    }
  }

  private static Table table(JsonNode answer) {
    Table table = new Table("NODE", "NAME", "ADDRESS", "SHARDS", "STARTED", "SEEN");
    for (JsonNode item : Fields.items(answer)) {
      table.row(
          Fields.text(item, "id"),
          Fields.text(item, "name"),
          Fields.text(item, "address"),
          Fields.text(item, "shards"),
          Fields.age(item, "startedAt"),
          Fields.age(item, "lastSeenAt"));
    }
    return table;
  }
}
