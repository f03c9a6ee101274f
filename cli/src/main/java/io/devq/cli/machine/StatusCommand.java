package io.devq.cli.machine;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Says how the server is.
@Command(
    name = "status",
    description = "Say whether the server runs, what waits and what works.",
    footer = {"  devq status", "  devq status --json"})
public final class StatusCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Map<String, Object> status = new LinkedHashMap<>();
      List<JsonNode> queues = items(client, "/queues");
      List<JsonNode> agents =
          items(client, "/workers").stream().filter(StatusCommand::isAgent).toList();
      status.put("server", client.transport().settings().server().toString());
      status.put("queued", sum(queues, "queued"));
      status.put("running", sum(queues, "running"));
      status.put("agents", agents.size());
      status.put("slots", sum(agents, "slots"));
      output.result(
          status,
          () -> {
            output.line("DevQ is up at " + status.get("server"));
            output.line(
                "  runs      "
                    + status.get("queued")
                    + " queued, "
                    + status.get("running")
                    + " running");
            output.line(
                "  agents    " + status.get("agents") + " with " + status.get("slots") + " slots");
          });
      return 0;
    }
  }

  private static List<JsonNode> items(DevqClient client, String path) throws InterruptedException {
    return Fields.items(client.transport().send(Call.get(path), JsonNode.class));
  }

  /// An agent runs scripts; other workers run what they were made for.
  private static boolean isAgent(JsonNode worker) {
    return Fields.words(worker, "types").contains("shell");
  }

  private static long sum(List<JsonNode> items, String name) {
    return items.stream().mapToLong(item -> Fields.number(item, name)).sum();
  }
}
