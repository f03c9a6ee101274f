package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Submits a shell job, follows its log, and ends with its exit code.
@Command(
    name = "run",
    description = {
      "Run a command as a job, show its log, and end with its exit code.",
      "One word is taken as a shell script; several are a command and its arguments.",
      "120 means killed, 121 cancelled, 122 expired, 125 that DevQ failed. Ctrl-C cancels the run."
    },
    footer = {
      "  devq run -- make test",
      "  devq run \"cd /srv/site && ./backup.sh | tail\"",
      "  devq run --queue nightly --timeout 2h --retries 2 -- ./import.sh 2026-11-21"
    })
public final class RunCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private JobOptions job = new JobOptions();
  @Mixin private Output output = new Output();

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often to try again when it fails; 0 when not said.")
  private int retries;

  @Parameters(
      arity = "1..*",
      paramLabel = "CMD",
      description = "The script, or a command and its arguments.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Views.NewJob wanted = job.shell(null, ShellScript.of(words), null, retries + 1);
      Views.Job submitted = client.jobs().submitPatiently(wanted, () -> output.note(Runs.AWAY));
      Views.RunBrief first = submitted.lastRun();
      RunId run = first == null ? Runs.first(client, submitted.id()) : first.id();
      output.note("devq: " + run + " (devq logs -f " + run + ")");
      Views.Run ended = follow(client, run);
      output.note("devq: " + RunEnd.words(ended));
      output.result(ended, () -> {});
      return RunEnd.code(ended);
    }
  }

  private Views.Run follow(DevqClient client, RunId run) throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread canceller = new Thread(() -> cancel(client, run, ended), "cancel-on-interrupt");
    Runtime.getRuntime().addShutdownHook(canceller);
    Views.Run last = new Follower(client, output.json() ? System.err : output.out()).follow(run);
    ended.set(true);
    return last;
  }

  private static void cancel(DevqClient client, RunId run, AtomicBoolean ended) {
    if (ended.get()) {
      return;
    }
    try {
      client.jobs().cancel(run);
      System.err.println("devq: cancelling " + run);
    } catch (Problem problem) {
      System.err.println("devq: " + run + " goes on: " + problem.message());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
