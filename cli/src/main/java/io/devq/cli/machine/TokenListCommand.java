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

/// Lists tokens.
@Command(
    name = "list",
    description = "List tokens, live ones first.",
    footer = {"  devq token list"})
final class TokenListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(Call.get("/tokens"), JsonNode.class);
      Table table =
          new Table("TOKEN", "NAME", "ROLE", "MADE BY", "CREATED", "LAST USED", "REVOKED");
      Fields.items(answer)
          .forEach(token ->
              table.row(
                  Fields.text(token, "id"),
                  Fields.text(token, "name"),
                  Fields.text(token, "role"),
                  Fields.text(token, "createdBy"),
                  Fields.age(token, "createdAt"),
                  Fields.age(token, "lastUsedAt"),
                  Fields.age(token, "revokedAt")));
      output.result(answer, () -> table.print(output::line, "no tokens"));
      return 0;
    }
  }
}
