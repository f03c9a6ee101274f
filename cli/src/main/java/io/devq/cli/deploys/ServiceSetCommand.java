package io.devq.cli.deploys;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Sets a service from its file.
@Command(
    name = "set",
    description = "Create a service from its file, or change the one of that name.",
    footer = {"  devq service set service.yml"})
final class ServiceSetCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "The service file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer =
          client
              .transport()
              .send(
                  Call.post("/services").json(Map.of("file", text())).idempotent(), JsonNode.class);
      output.result(answer, () -> output.line(Fields.text(answer, "name") + " is set"));
      return 0;
    }
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.NOT_FOUND, "no_such_file", file + " cannot be read.", null, failure);
    }
  }
}
