package io.devq.cli.builds;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Makes a repository known.
@Command(
    name = "add",
    description = "Make a repository known under a name.",
    footer = {
      "  devq repository add shop /srv/git/shop.git",
      "  devq repository add shop ssh://git@forge.example/team/shop.git"
    })
final class RepositoryAddCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "NAME", description = "What it is called here.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "SOURCE", description = "Its path or URL.")
  private String source = "";

  @Override
  public Integer call() throws InterruptedException {
    Path folder = Path.of(source);
    String absolute =
        Files.isDirectory(folder) ? folder.toAbsolutePath().normalize().toString() : source;
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.builds().register(name, absolute);
      output.result(
          answer,
          () ->
              output.line(
                  Fields.text(answer, "name")
                      + " is known now; \"devq repository hook-script "
                      + name
                      + "\" prints the hook that has pushes built"));
      return 0;
    }
  }
}
