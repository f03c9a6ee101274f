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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Adds a region.
@Command(
    name = "add",
    description = "Add a region, or change where its relay is.",
    footer = {
      "  devq region add eu --url http://relay.eu.example:7071 --token-file /etc/devq/relay-token"
    })
final class RegionAddCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "NAME", description = "The region's name.")
  private String name = "";

  @Option(names = "--url", required = true, paramLabel = "URL", description = "Where its relay is.")
  private String url = "";

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "FILE",
      description = "Holds the secret shared with the relay.")
  private Path tokenFile = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Map<String, String> region = Map.of("name", name, "url", url, "token", token());
      JsonNode answer =
          client.transport().send(Call.post("/regions").json(region).idempotent(), JsonNode.class);
      output.result(
          answer,
          () -> output.line(Fields.text(answer, "name") + " at " + Fields.text(answer, "url")));
      return 0;
    }
  }

  private String token() {
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.NOT_FOUND, "no_such_file", tokenFile + " cannot be read.", null, failure);
    }
  }
}
