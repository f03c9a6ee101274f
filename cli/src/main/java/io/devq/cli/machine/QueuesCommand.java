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

/// Lists queues, and changes them.
@Command(
    name = "queues",
    description = "List queues: how much waits, how much runs; or change one.",
    subcommands = {
      QueuePauseCommand.class,
      QueueResumeCommand.class,
      QueueDrainCommand.class,
      QueueSetCommand.class,
      QueueDemandCommand.class
    },
    footer = {"  devq queues", "  devq queues pause nightly --note \"disk is full\""})
public final class QueuesCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/queues"), JsonNode.class);
      output.result(answer, () -> table(answer).print(output::line, "no queues"));
      return 0;
    }
  }

  private Table table(JsonNode answer) {
    Table table = new Table("QUEUE", "STATE", "WEIGHT", "AT MOST", "QUEUED", "RUNNING", "NOTE");
    for (JsonNode item : Fields.items(answer)) {
      table.row(
          Fields.text(item, "name"),
          output.style().state(state(item)),
          Fields.text(item, "weight"),
          Fields.text(item, "maxRunning"),
          Fields.text(item, "queued"),
          Fields.text(item, "running"),
          Fields.text(item, "note"));
    }
    return table;
  }

  /// Paused before draining: nothing starts, whatever is taken.
  static String state(JsonNode queue) {
    if (queue.path("paused").asBoolean(false)) {
      return "PAUSED";
    }
    return queue.path("draining").asBoolean(false) ? "DRAINING" : "ACTIVE";
  }
}
