package io.devq.cli.machine;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Revokes a token.
@Command(
    name = "revoke",
    description = "Revoke a token; whoever uses it is turned away from then on.",
    footer = {"  devq token revoke token_06e1q5v3ws0m2r7k8g4n9x1c2b"})
final class TokenRevokeCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "TOKEN", description = "The token's id, from \"devq token list\".")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      client.transport().send(Call.delete("/tokens/" + Call.encode(id)));
      output.result(Map.of("id", id, "done", "revoked"), () -> output.line(id + " is revoked"));
      return 0;
    }
  }
}
