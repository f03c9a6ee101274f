package io.devq.cli.jobs;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Prints the log of a run, of a job's newest run, or of all steps of a build.
@Command(
    name = "logs",
    description = {
      "Print the log of a run, of a job's newest run, or of a build's steps.",
      "With --follow it goes on until the run is over and ends with the run's exit code."
    },
    footer = {
      "  devq logs nightly-report",
      "  devq logs -f run_06e1q5v3ws0m2r7k8g4n9x1c2b",
      "  devq logs --attempt 1 run_06e1q5v3ws0m2r7k8g4n9x1c2b"
    })
public final class LogsCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the run is over.")
  private boolean follow;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Which attempt; the newest when not said.")
  private int attempt;

  @Parameters(paramLabel = "ID", description = "A run, a job (id or name), or a build.")
  private String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      List<RunId> runs = runs(client);
      return output.json() ? json(client, runs) : text(client, runs);
    }
  }

  private List<RunId> runs(DevqClient client) throws InterruptedException {
    if (!Target.isBuild(id)) {
      return List.of(Runs.run(client, id));
    }
    List<RunId> runs = new ArrayList<>();
    for (JsonNode step : client.builds().get(BuildId.parse(id)).path("steps")) {
      if (step.hasNonNull("runId")) {
        runs.add(RunId.parse(step.path("runId").asString("")));
      }
    }
    return runs;
  }

  private int text(DevqClient client, List<RunId> runs) throws InterruptedException {
    int code = ExitCode.SUCCESS;
    for (RunId run : runs) {
      if (follow) {
        Views.Run ended = new Follower(client, output.out()).follow(run);
        output.note("devq: " + RunEnd.words(ended));
        code = Math.max(code, RunEnd.code(ended));
      } else {
        copy(client, run);
      }
    }
    return code;
  }

  private void copy(DevqClient client, RunId run) throws InterruptedException {
    try (InputStream log = client.logs().read(run, attempt)) {
      log.transferTo(output.out());
      output.out().flush();
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  private int json(DevqClient client, List<RunId> runs) throws InterruptedException {
    List<Map<String, String>> logs = new ArrayList<>();
    int code = ExitCode.SUCCESS;
    for (RunId run : runs) {
      if (follow) {
        code = Math.max(code, RunEnd.code(new Follower(client, System.err).follow(run)));
      }
      try (InputStream log = client.logs().read(run, attempt)) {
        logs.add(
            Map.of(
                "run", run.text(), "log", new String(log.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException broken) {
        throw broken(broken);
      }
    }
    output.result(logs, () -> {});
    return code;
  }

  private static Problem broken(IOException cause) {
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        "log_broken_off",
        "The log broke off: " + cause.getMessage() + "; try again.",
        null,
        cause);
  }
}
