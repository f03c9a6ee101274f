package io.devq.cli.jobs;

import io.devq.base.JobId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Shows a schedule and what became of its times.
@Command(
    name = "show",
    description = "Show a recurring job, and what became of each time it was due.",
    footer = {"  devq schedule show nightly", "  devq schedule show nightly --limit 100"})
final class ScheduleShowCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "JOB", description = "The job's id or name.")
  private String job = "";

  @Option(names = "--limit", paramLabel = "N", description = "So many entries of the ledger.")
  private int limit = 20;

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JobId id = Runs.job(client, job);
      JsonNode shown = client.transport().send(Call.get("/jobs/" + id), JsonNode.class);
      JsonNode ledger =
          client
              .transport()
              .send(Call.get("/jobs/" + id + "/occurrences").query("limit", limit), JsonNode.class);
      output.result(
          Map.of("job", shown, "occurrences", ledger.path("items")), () -> print(shown, ledger));
      return 0;
    }
  }

  private void print(JsonNode shown, JsonNode ledger) {
    output.line(
        Fields.text(shown, "name")
            + " ("
            + Fields.text(shown, "id")
            + "), "
            + ScheduleListCommand.when(shown.path("schedule"))
            + ", "
            + output.style().state(Fields.text(shown, "state")));
    if (shown.has("pause")) {
      output.line(
          "paused by "
              + Fields.text(shown, "pause.by")
              + ", "
              + Fields.age(shown, "pause.at")
              + ": "
              + Fields.text(shown, "pause.note"));
    }
    output.line("next run " + Fields.text(shown, "nextRunAt"));
    output.line("");
    Table table = new Table("DUE", "TIMES", "FATE", "REASON", "NOTE");
    for (JsonNode entry : Fields.items(ledger)) {
      String run = Fields.text(entry, "runId");
      table.row(
          Fields.text(entry, "from"),
          Fields.text(entry, "count"),
          Fields.text(entry, "fate"),
          run.equals(Fields.NOTHING) ? Fields.text(entry, "reason") : run,
          Fields.text(entry, "note"));
    }
    table.print(output::line, "it was not due yet");
  }
}
