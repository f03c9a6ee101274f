package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Fetches an artifact.
@Command(
    name = "get",
    description = "Fetch an artifact of a build and check its SHA-256.",
    footer = {
      "  devq artifact get build_06e1q5v3ws0m2r7k8g4n9x1c2b",
      "  devq artifact get build_06e1q5v3ws0m2r7k8g4n9x1c2b shop.jar -o /srv/shop.jar"
    })
final class ArtifactGetCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "BUILD", description = "The build's id.")
  private String build = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Which artifact, when there are several.")
  private @Nullable String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to put it; else here, under its own name.")
  private @Nullable Path file;

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (DevqClient client = server.connect()) {
      Artifacts artifacts = new Artifacts(client, BuildId.parse(build));
      JsonNode artifact = artifacts.find(name);
      Path to = file == null ? Path.of(Fields.text(artifact, "name")).getFileName() : file;
      artifacts.fetch(artifact, to.toAbsolutePath());
      output.result(
          Map.of(
              "file",
              to.toString(),
              "sha256",
              Fields.text(artifact, "sha256"),
              "size",
              Fields.number(artifact, "size")),
          () ->
              output.line(
                  to
                      + ", "
                      + Fields.bytes(Fields.number(artifact, "size"))
                      + ", SHA-256 "
                      + Fields.text(artifact, "sha256")
                      + " verified"));
      return 0;
    }
  }
}
