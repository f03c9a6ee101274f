package io.devq.cli.machine;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says how many slots the work of a queue needs.
@Command(
    name = "demand",
    description = "Show how much arrives, how long it takes, and how many slots that needs.",
    footer = {"  devq queues demand default", "  devq queues demand default --within 10m --json"})
final class QueueDemandCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  private String queue = "";

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "In which time the backlog should be worked off; 1m when not said.")
  private @Nullable String within;

  @Override
  public Integer call() throws InterruptedException {
    Call call = Call.get("/queues/" + Call.encode(queue) + "/demand").query("within", within);
    try (DevqClient client = server.connect()) {
      Views.QueueDemand demand = client.transport().send(call, Views.QueueDemand.class);
      output.result(demand, () -> print(demand));
      return 0;
    }
  }

  private void print(Views.QueueDemand demand) {
    Table table =
        new Table(
            "TYPE", "LABELS", "WAITING", "PER SECOND", "MEAN RUN", "RUNNING", "SLOTS", "WANTED");
    for (Views.WorkDemand work : demand.work()) {
      table.row(
          work.type(),
          String.join(" ", work.labels()),
          (work.estimated() ? "about " : "") + work.waiting(),
          String.format(Locale.ROOT, "%.2f", work.arrivalsPerSecond()),
          String.format(Locale.ROOT, "%.2f s", work.meanRun().toMillis() / 1_000.0),
          Integer.toString(work.running()),
          Integer.toString(work.slots()),
          Long.toString(work.wantedSlots()));
    }
    table.print(output::line, "no work has been seen in this queue");
  }
}
