package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.DevqClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Lists what a build made.
@Command(
    name = "list",
    description = "List what a build made.",
    footer = {"  devq artifact list build_06e1q5v3ws0m2r7k8g4n9x1c2b"})
final class ArtifactListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "BUILD", description = "The build's id.")
  private String build = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      List<JsonNode> artifacts = new Artifacts(client, BuildId.parse(build)).list();
      Table table = new Table("NAME", "SIZE", "SHA-256");
      artifacts.forEach(artifact ->
          table.row(
              Fields.text(artifact, "name"),
              Fields.bytes(Fields.number(artifact, "size")),
              Fields.text(artifact, "sha256")));
      output.result(artifacts, () -> table.print(output::line, "no artifacts"));
      return 0;
    }
  }
}
