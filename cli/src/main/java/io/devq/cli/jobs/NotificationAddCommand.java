package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Notifications;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Adds a rule.
@Command(
    name = "add",
    description = "Have somebody told of what becomes of jobs from now on.",
    footer = {
      "  devq notification add --on failed,killed,expired --webhook https://example.org/hook",
      "  devq notification add --on failed,recovered --job \"nightly-*\" --email ana@example.org",
      "  devq notification add --on late,missed --queue reports --webhook https://example.org/hook"
    })
final class NotificationAddCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Option(
      names = "--on",
      paramLabel = "EVENT",
      required = true,
      split = ",",
      description = "succeeded, failed, killed, cancelled, expired, late, missed or recovered.")
  private List<String> on = new ArrayList<>();

  @Option(names = "--webhook", paramLabel = "URL", description = "An address that is called.")
  private @Nullable String webhook;

  @Option(
      names = "--email",
      paramLabel = "MAILBOX",
      description = "Instead: somebody who gets mail.")
  private @Nullable String email;

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "Only jobs of this name; a * at its end stands for the rest.")
  private @Nullable String name;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only jobs of this type.")
  private @Nullable String type;

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Only jobs of this queue.")
  private @Nullable String queue;

  @Option(names = "--owner", paramLabel = "WHO", description = "Only jobs of this owner.")
  private @Nullable String owner;

  @Override
  public Integer call() throws InterruptedException {
    Notifications.Filter filter = new Notifications.Filter(owner, queue, type, name);
    Notifications.NewRule wanted = new Notifications.NewRule(on, filter, webhook, email);
    try (DevqClient client = server.connect()) {
      JsonNode rule =
          client.transport().send(Call.post("/notifications").json(wanted), JsonNode.class);
      String to = Fields.text(rule, rule.has("webhook") ? "webhook" : "email");
      output.result(
          rule, () -> output.line(Fields.text(rule, "id") + " tells " + to + " from now on"));
      return 0;
    }
  }
}
