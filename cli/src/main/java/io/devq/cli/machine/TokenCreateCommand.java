package io.devq.cli.machine;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Creates a token.
@Command(
    name = "create",
    description = "Create a token and print its secret, once.",
    footer = {
      "  devq token create ci --role operator",
      "  devq token create runner-7 --role worker > runner-7.token"
    })
final class TokenCreateCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "What it may do; operator when not said (also admin, viewer, worker, host, relay).")
  private String role = "operator";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode issued =
          client
              .transport()
              .send(Call.post("/tokens").json(Map.of("name", name, "role", role)), JsonNode.class);
      output.note(
          "devq: token "
              + Fields.text(issued, "token.id")
              + " for "
              + name
              + "; its secret is shown only now");
      output.result(issued, () -> output.line(Fields.text(issued, "secret")));
      return 0;
    }
  }
}
