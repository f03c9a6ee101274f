package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.JobApi;
import io.devq.protocol.Views;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Submits a job and does not wait for it.
@Command(
    name = "submit",
    description = "Submit a job and print its id; it runs by itself.",
    footer = {
      "  devq submit -- ./report.sh",
      "  devq submit --delay 10m --name report -- ./report.sh",
      "  devq submit --at 2026-12-24T18:00:00Z -- ./lights.sh",
      "  devq submit --file job.json          a job in full, as the API takes it (- reads it from stdin)"
    })
public final class SubmitCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private JobOptions job = new JobOptions();
  @Mixin private Output output = new Output();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "A name, of which there is one live job.")
  private @Nullable String name;

  @Option(names = "--at", paramLabel = "TIME", description = "When, such as 2026-12-24T18:00:00Z.")
  private @Nullable String at;

  @Option(names = "--delay", paramLabel = "TIME", description = "After how long, such as 10m.")
  private @Nullable String delay;

  @Option(names = "--every", paramLabel = "TIME", description = "Again and again, such as 30s.")
  private @Nullable String every;

  @Option(names = "--attempts", paramLabel = "N", description = "How often it is tried in all.")
  private @Nullable Integer attempts;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The job as JSON; - is standard input.")
  private @Nullable String file;

  @Parameters(
      arity = "0..*",
      paramLabel = "CMD",
      description = "The script, or a command and its arguments.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    if (words.isEmpty() == (file == null)) {
      throw Problem.invalid("nothing_to_submit", "Give either a command after --, or --file.");
    }
    try (DevqClient client = server.connect()) {
      Call call = Call.post("/jobs").idempotent();
      Call full =
          file == null
              ? call.json(job.shell(name, ShellScript.of(words), schedule(), attempts))
              : call.json(io.devq.protocol.Json.strict().read(content(file), JsonNode.class));
      JsonNode created =
          client
              .transport()
              .sendPatiently(full, JsonNode.class, JobApi.PATIENCE, () -> output.note(Runs.AWAY));
      output.result(created, () -> output.line(Fields.text(created, "id")));
      return 0;
    }
  }

  private Views.@Nullable Schedule schedule() {
    if (at == null && delay == null && every == null) {
      return null;
    }
    return Views.Schedule.with()
        .at(moment(at))
        .delay(JobOptions.duration(delay))
        .every(JobOptions.duration(every))
        .build();
  }

  private static @Nullable Instant moment(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException _) {
      throw Problem.invalid(
          "invalid_time", "\"" + text + "\" is not a time; write one like 2026-12-24T18:00:00Z.");
    }
  }

  private static String content(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.NOT_FOUND, "no_such_file", file + " cannot be read.", null, failure);
    }
  }
}
