package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Style;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists recurring jobs.
@Command(
    name = "list",
    description = "List recurring jobs, newest first.",
    footer = {"  devq schedule list", "  devq schedule list --owner ana --limit 50"})
final class ScheduleListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Option(names = "--owner", paramLabel = "WHO", description = "Only this owner's.")
  private @Nullable String owner;

  @Option(names = "--limit", paramLabel = "N", description = "Look at so many jobs at most.")
  private int limit = 200;

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Call call = Call.get("/jobs").query("owner", owner).query("limit", limit);
      JsonNode answer = client.transport().send(call, JsonNode.class);
      List<JsonNode> recurring = new ArrayList<>();
      for (JsonNode job : Fields.items(answer)) {
        if (Fields.text(job, "kind").equals("recurring")) {
          recurring.add(job);
        }
      }
      output.result(recurring, () -> table(recurring).print(output::line, "no recurring jobs"));
      return 0;
    }
  }

  private Table table(List<JsonNode> jobs) {
    Style style = output.style();
    Table table = new Table("NAME", "WHEN", "STATE", "LAST RUN", "NEXT RUN", "NOTE");
    for (JsonNode job : jobs) {
      String name = Fields.text(job, "name");
      table.row(
          name.equals(Fields.NOTHING) ? Fields.text(job, "id") : name,
          when(job.path("schedule")),
          style.state(Fields.text(job, "state")),
          style.state(Fields.text(job, "lastRun.state")),
          Fields.age(job, "nextRunAt"),
          Fields.text(job, "pause.note"));
    }
    return table;
  }

  /// When a job is due, in few words.
  static String when(JsonNode schedule) {
    if (schedule.has("cron")) {
      return Fields.text(schedule, "cron") + " " + Fields.text(schedule, "zone");
    }
    return schedule.has("every")
        ? "every " + Fields.text(schedule, "every")
        : Fields.text(schedule, "everyAfter") + " after the run before";
  }
}
