package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Lists the rules of a project.
@Command(
    name = "list",
    description = "List the project's rules; jobs may name others to be told of their own runs.",
    footer = {"  devq notification list"})
final class NotificationListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/notifications"), JsonNode.class);
      Table table = new Table("RULE", "ON", "JOBS", "TO", "STOPPED");
      Fields.items(answer)
          .forEach(rule ->
              table.row(
                  Fields.text(rule, "id"),
                  Fields.words(rule, "on"),
                  jobs(rule.path("filter")),
                  Fields.text(rule, rule.has("webhook") ? "webhook" : "email"),
                  Fields.age(rule, "stoppedAt")));
      output.result(answer, () -> table.print(output::line, "no rules"));
      return 0;
    }
  }

  private static String jobs(JsonNode filter) {
    String all =
        Stream.of(
                List.of("name", "job"),
                List.of("type", "type"),
                List.of("queue", "queue"),
                List.of("owner", "owner"))
            .filter(field -> filter.has(field.getFirst()))
            .map(field -> field.getLast() + "=" + Fields.text(filter, field.getFirst()))
            .collect(Collectors.joining(" "));
    return all.isEmpty() ? "all" : all;
  }
}
