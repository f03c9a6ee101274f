package io.devq.cli.machine;

import io.devq.protocol.Views;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Weighs and limits a queue.
@Command(
    name = "set",
    description = "Weigh a queue against others, limit it, weigh its fair keys.",
    footer = {"  devq queues set reports --weight 3 --max-running 10 --fair team-a=2"})
final class QueueSetCommand implements Callable<Integer> {

  @Mixin private QueueChangeOptions queue = new QueueChangeOptions();

  @Option(
      names = "--weight",
      paramLabel = "N",
      description = "How large its part of the slots is beside other queues that wait, 1 to 1000.")
  private @Nullable Integer weight;

  @Option(
      names = "--max-running",
      paramLabel = "N",
      description = "How many of its runs are under way at most; 0 for no limit.")
  private @Nullable Integer maxRunning;

  @Option(
      names = "--fair",
      paramLabel = "KEY=N",
      description = "How large the share of a fair key is; may be repeated, replaces all of them.")
  private Map<String, Integer> fair = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    return queue.make(
        new Views.QueueChange(
            null, null, weight, maxRunning, fair.isEmpty() ? null : fair, queue.note()));
  }
}
