package io.devq.cli.jobs;

import io.devq.base.RunId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Tries a rule.
@Command(
    name = "test",
    description =
        "Send a test message to whom a rule names; \"devq logs RUN\" shows what came of it.",
    footer = {"  devq notification test notification_06e1q5v3ws0m2r7k8g4n9x1c2b"})
final class NotificationTestCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "RULE", description = "Its id, from \"devq notification list\".")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Call call = Call.post("/notifications/" + Call.encode(id) + "/test");
      JsonNode run = client.transport().send(call, JsonNode.class);
      RunId delivery = RunId.parse(Fields.text(run, "id"));
      output.result(run, () -> output.line("sent by " + delivery + "; see devq logs " + delivery));
      return 0;
    }
  }
}
