package io.devq.cli.jobs;

import io.devq.base.JobId;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Creates or changes a recurring shell job by its name.
@Command(
    name = "set",
    description = "Create a recurring job, or change the one of that name.",
    footer = {
      "  devq schedule set nightly --cron \"0 4 * * sun\" --zone Europe/Madrid -- ./report.sh",
      "  devq schedule set beat --every 10s --overlap skip -- ./ping.sh",
      "  devq schedule set sweep --every-after 5m --pause-on-failure -- ./sweep.sh",
      "  devq schedule set report --cron \"0 7 lw * *\" --exclude holidays -- ./report.sh"
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

  @Mixin private ScheduleOptions when = new ScheduleOptions();

  @Override
  public Integer call() throws InterruptedException {
    Views.NewJob wanted = job.shell(name, ShellScript.of(words), when.schedule(), null);
    try (DevqClient client = server.connect()) {
      Optional<JobId> there = Runs.named(client, name);
      Call call =
          there.isPresent()
              ? Call.put("/jobs/" + there.get()).json(wanted)
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
