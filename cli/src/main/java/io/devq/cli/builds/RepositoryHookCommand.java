package io.devq.cli.builds;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Prints the hook that tells DevQ of pushes.
@Command(
    name = "hook-script",
    description = {
      "Print the post-receive hook that has pushes to a repository built.",
      "It holds a secret: save it with mode 700."
    },
    footer = {
      "  devq repository hook-script shop > post-receive",
      "  install -m 700 post-receive /srv/git/shop.git/hooks/"
    })
final class RepositoryHookCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "NAME", description = "The repository's name.")
  private String name = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      String script = HookScript.of(client, name, HookScript.command());
      output.result(
          Map.of("repository", name, "script", script), () -> output.line(script.stripTrailing()));
      return 0;
    }
  }
}
