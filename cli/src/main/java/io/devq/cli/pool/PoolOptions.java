package io.devq.cli.pool;

import io.devq.base.Durations;
import io.devq.base.TimeSource;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A pool of agents instead of one, as options.
public final class PoolOptions {

  private static final Duration CALM = Duration.ofSeconds(30);

  @Option(
      names = "--pool",
      required = true,
      paramLabel = "MIN..MAX",
      description = "Keep as many agents as the work needs, each a process of its own.")
  private String range = "";

  @Option(
      names = "--reserve",
      paramLabel = "N",
      description = "With --pool: how many stand ready beyond what is needed; 0 when not said.")
  private int reserve;

  @Option(
      names = "--calm",
      paramLabel = "TIME",
      description = "With --pool: how long fewer must suffice before one ends; 30s when not said.")
  private @Nullable String calm;

  /// What the agents of a pool have in common.
  ///
  /// @param name of the pool; its agents are called NAME-1 and so on
  /// @param folder of the pool; each agent has one in it
  public record Agents(String name, Path folder, int slots, List<String> labels) {}

  /// A pool that is not running yet.
  public Pool pool(Agents agents, DevqClient client, Consumer<String> teller) {
    PoolBounds bounds = PoolBounds.parse(range, reserve, agents.slots());
    List<String> arguments = new ArrayList<>(List.of("--slots", "" + agents.slots()));
    agents.labels().forEach(label -> arguments.addAll(List.of("--label", label)));
    ClientSettings to = client.transport().settings();
    Map<String, String> environment = new HashMap<>();
    environment.put("DEVQ_SERVER", to.server().toString());
    environment.put("DEVQ_PROJECT", to.project());
    if (to.token() != null) {
      environment.put("DEVQ_TOKEN", to.token());
    }
    return new Pool(
        bounds,
        calm == null ? CALM : Durations.parse(calm),
        PoolServer.of(client, Set.copyOf(agents.labels())),
        number ->
            AgentProcess.start(
                agents.name() + "-" + number,
                agents.folder().resolve("agent-" + number),
                arguments,
                environment),
        teller,
        TimeSource.system());
  }
}
