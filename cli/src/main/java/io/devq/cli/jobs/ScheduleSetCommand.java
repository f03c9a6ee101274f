package io.devq.cli.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Creates or changes a recurring shell job by its name.
@Command(
    name = "set",
    description = "Create a recurring job, or change the one of that name.",
    footer = {
      "  devq schedule set nightly --cron \"0 4 * * sun\" --zone Europe/Madrid -- ./report.sh",
      "  devq schedule set beat --every 10s --overlap skip -- ./ping.sh"
    })
final class ScheduleSetCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private JobOptions job = new JobOptions();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "NAME", description = "The job's name.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CMD",
      description = "The script, or a command and its arguments.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--cron",
      paramLabel = "EXPR",
      description = "Five fields, or six with seconds first.")
  private @Nullable String cron;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Instead of --cron: how far apart, such as 30s.")
  private @Nullable String every;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone of --cron; UTC when not said.")
  private @Nullable String zone;

  @Option(
      names = "--overlap",
      paramLabel = "POLICY",
      description = "When the one before still runs: skip (default), allow, …")
  private @Nullable String overlap;

  @Option(
      names = "--catch-up",
      paramLabel = "POLICY",
      description = "After downtime: latest (default), none or all.")
  private @Nullable String catchUp;

  @Override
  public Integer call() throws InterruptedException {
    if ((cron == null) == (every == null)) {
      throw Problem.invalid("invalid_schedule", "Give either --cron or --every.");
    }
    Views.Schedule schedule =
        new Views.Schedule(
            cron,
            zone,
            null,
            null,
            JobOptions.duration(every),
            overlap,
            catchUp,
            null,
            null,
            null,
            null,
            null);
    Views.NewJob wanted = job.shell(name, ShellScript.of(words), schedule, null);
    try (DevqClient client = server.connect()) {
      Optional<JobId> there = Runs.named(client, name);
      Call call =
          there.isPresent()
              ? Call.patch("/jobs/" + there.get()).json(wanted)
              : Call.post("/jobs").json(wanted).idempotent();
      JsonNode answer = client.transport().send(call, JsonNode.class);
      String done = there.isPresent() ? " changed" : " created";
      output.result(
          answer,
          () ->
              output.line(
                  name
                      + done
                      + "; next run "
                      + Fields.text(answer, "nextRunAt")
                      + " ("
                      + Fields.age(answer, "nextRunAt")
                      + ")"));
      return 0;
    }
  }
}
