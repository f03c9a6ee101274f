package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Compares a file with what a build made.
@Command(
    name = "verify",
    description = "Check that a file is, byte for byte, what a build made.",
    footer = {"  devq artifact verify build_06e1q5v3ws0m2r7k8g4n9x1c2b /srv/shop.jar"})
final class ArtifactVerifyCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "BUILD", description = "The build's id.")
  private String build = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException, IOException {
    String digest = Artifacts.digest(file);
    try (DevqClient client = server.connect()) {
      Optional<JsonNode> same =
          new Artifacts(client, BuildId.parse(build))
              .list().stream()
                  .filter(artifact -> digest.equals(Fields.text(artifact, "sha256")))
                  .findFirst();
      String name = same.map(artifact -> Fields.text(artifact, "name")).orElse("");
      output.result(
          Map.of("same", same.isPresent(), "artifact", name, "sha256", digest),
          () ->
              output.line(
                  same.isPresent()
                      ? file + " is " + name + " of " + build
                      : file + " (SHA-256 " + digest + ") is no artifact of " + build));
      return same.isPresent() ? ExitCode.SUCCESS : ExitCode.FAILED;
    }
  }
}
