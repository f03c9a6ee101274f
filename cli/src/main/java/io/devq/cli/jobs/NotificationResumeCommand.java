package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Notifications;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Calls a webhook again that had said it is gone.
@Command(
    name = "resume",
    description = "Call a webhook again that answered 410 Gone and was left alone since.",
    footer = {"  devq notification resume https://example.org/hook"})
final class NotificationResumeCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "URL", description = "The webhook.")
  private String webhook = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      client
          .transport()
          .send(
              Call.post("/notifications/stopped/resume").json(new Notifications.Webhook(webhook)));
      output.result(
          Map.of("webhook", webhook, "done", "resumed"),
          () -> output.line(webhook + " is called again"));
      return 0;
    }
  }
}
