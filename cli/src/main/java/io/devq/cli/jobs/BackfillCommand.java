package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Schedules;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Run the nominal times of a range of the past.
@Command(
    name = "backfill",
    description = "Run the times of the past at which a recurring job did not run.",
    footer = {
      "  devq backfill nightly --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z --dry-run",
      "  devq backfill nightly --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z"
    })
public final class BackfillCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "JOB", description = "The job's id or name.")
  private String job = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "The first moment, such as 2026-11-01T00:00:00Z.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      description = "The moment before which it ends; not after now.")
  private String to = "";

  @Option(names = "--again", description = "Also run the times that ran already.")
  private boolean again;

  @Option(names = "--dry-run", description = "Only count them.")
  private boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    Schedules.Backfill range =
        new Schedules.Backfill(moment("--from", from), moment("--to", to), again, dryRun);
    try (DevqClient client = server.connect()) {
      Call call = Call.post("/jobs/" + Runs.job(client, job) + "/backfill").json(range);
      Schedules.Backfilled done = client.transport().send(call, Schedules.Backfilled.class);
      output.result(done, () -> output.line(sentence(done)));
      return 0;
    }
  }

  private static Instant moment(String option, String text) {
    Instant moment = ScheduleOptions.moment(option, text);
    if (moment == null) {
      throw Problem.invalid("invalid_time", option + " is needed.");
    }
    return moment;
  }

  private String sentence(Schedules.Backfilled done) {
    return done.runs()
        + (dryRun ? " times would run" : " times run, after all other work of their queue")
        + (done.already() == 0 ? "" : "; " + done.already() + " ran already");
  }
}
