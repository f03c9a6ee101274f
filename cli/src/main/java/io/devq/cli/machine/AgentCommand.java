package io.devq.cli.machine;

import io.devq.agent.host.HostAgent;
import io.devq.agent.host.HostSettings;
import io.devq.agent.runner.Runner;
import io.devq.agent.runner.RunnerSettings;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.pool.PoolOptions;
import io.devq.cli.screen.Output;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs an agent, which takes jobs and build steps from a server, or a host, which takes
/// deployments.
@Command(
    name = "agent",
    description = {
      "Run an agent: it takes jobs and build steps from a server.",
      "With --pool it keeps as many of them as the work needs.",
      "With --host it takes deployments instead, and its programs run on when it stops."
    },
    footer = {
      "  devq agent --server http://ci:7070 --slots 4",
      "  devq agent --name gpu-1 --label gpu --data /var/lib/devq-agent",
      "  devq agent --pool 1..8 --reserve 1 --slots 4",
      "  devq agent --host --region eu --name web-1 --data /var/lib/devq-host"
    })
public final class AgentCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private AgentOptions agent = new AgentOptions();

  @ArgGroup(exclusive = false)
  private @Nullable HostOptions host;

  @ArgGroup(exclusive = false)
  private @Nullable PoolOptions pool;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    Logs.setUp("info");
    if (host != null && pool != null) {
      throw Problem.invalid(
          "invalid_pool", "A host is one; --pool goes with agents that take jobs.");
    }
    if (pool != null) {
      return runPool(pool);
    }
    return host == null ? runAgent() : runHost(host);
  }

  private int runPool(PoolOptions options) throws InterruptedException {
    PoolOptions.Agents agents =
        new PoolOptions.Agents(agent.name(), agent.data("pool"), agent.slots(), agent.labels());
    try (DevqClient client = new DevqClient(server.settings());
        Foreground foreground = new Foreground()) {
      foreground.start(options.pool(agents, client, output::line));
      foreground.serve();
      return 0;
    }
  }

  private int runAgent() throws InterruptedException {
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

  private int runHost(HostOptions options) throws InterruptedException {
    ClientSettings to = server.settings();
    HostSettings settings = options.settings(to, agent.name(), agent.data("host"));
    try (Foreground foreground = new Foreground()) {
      foreground.start(new HostAgent(settings, TimeSource.system()));
      output.result(
          Map.of(
              "name",
              settings.name(),
              "region",
              settings.region(),
              "server",
              to.server().toString()),
          () ->
              output.line(
                  "host "
                      + settings.name()
                      + " in "
                      + settings.region()
                      + " takes deployments from "
                      + to.server()));
      foreground.serve();
      return 0;
    }
  }
}
