package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Deletes a rule.
@Command(
    name = "delete",
    description = "Delete a rule; what it has begun to tell is still told.",
    footer = {"  devq notification delete notification_06e1q5v3ws0m2r7k8g4n9x1c2b"})
final class NotificationDeleteCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "RULE", description = "Its id, from \"devq notification list\".")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      client.transport().send(Call.delete("/notifications/" + Call.encode(id)));
      output.result(Map.of("id", id, "done", "deleted"), () -> output.line(id + " is deleted"));
      return 0;
    }
  }
}
