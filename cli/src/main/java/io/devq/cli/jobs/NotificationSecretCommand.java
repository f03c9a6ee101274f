package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Makes a new secret for webhooks.
@Command(
    name = "secret",
    description = {
      "Make a new secret that signs the project's webhooks, and print it, once.",
      "The one before signs too for a day, so that receivers can change."
    },
    footer = {"  devq notification secret > webhook.secret"})
final class NotificationSecretCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode made = client.transport().send(Call.post("/notifications/secret"), JsonNode.class);
      output.note("devq: this secret is shown only now");
      output.result(made, () -> output.line(Fields.text(made, "secret")));
      return 0;
    }
  }
}
