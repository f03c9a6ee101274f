package io.devq.cli.machine;

import io.devq.agent.runner.Runner;
import io.devq.agent.runner.RunnerSettings;
import io.devq.base.TimeSource;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs an agent, which takes jobs and build steps from a server.
@Command(
    name = "agent",
    description = "Run an agent: it takes jobs and build steps from a server.",
    footer = {
      "  devq agent --server http://ci:7070 --slots 4",
      "  devq agent --name gpu-1 --label gpu --data /var/lib/devq-agent"
    })
public final class AgentCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private AgentOptions agent = new AgentOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    Logs.setUp("info");
    RunnerSettings settings = agent.runner();
    try (DevqClient client = new DevqClient(server.settings());
        Foreground foreground = new Foreground()) {
      foreground.start(new Runner(settings, client, TimeSource.system()));
      String address = client.transport().settings().server().toString();
      output.result(
          Map.of("name", settings.name(), "server", address),
          () -> output.line("agent " + settings.name() + " works for " + address));
      foreground.serve();
      return 0;
    }
  }
}
