package io.devq.agent.runner;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.client.worker.Attempt;
import io.devq.client.worker.Ending;
import io.devq.client.worker.Work;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The job type `shell`: a script or a command in a fresh workspace.
final class ShellWork implements Work {

  /// The name of the job type.
  static final String TYPE = "shell";

  private final Scripts scripts;

  ShellWork(Scripts scripts) {
    this.scripts = scripts;
  }

  /// The payload; either a script or a command.
  record Payload(
      @Nullable String script, @Nullable List<String> command, @Nullable Map<String, String> env) {}

  @Override
  public Ending run(Attempt attempt) throws IOException, InterruptedException {
    Payload payload = attempt.payload(Payload.class);
    ScriptFiles files = ScriptFiles.in(attempt.folder());
    Map<String, String> env = payload.env() == null ? Map.of() : payload.env();
    Failpoint.pass("runner.shell.start");
    return scripts.run(attempt, files, words(payload, files), env);
  }

  private static List<String> words(Payload payload, ScriptFiles files) throws IOException {
    if (payload.command() != null && payload.script() == null && !payload.command().isEmpty()) {
      return payload.command();
    }
    if (payload.script() != null && payload.command() == null) {
      return Scripts.write(payload.script(), files.script());
    }
    throw Problem.invalid(
        "invalid_shell_payload",
        "A shell job has either a \"script\" or a \"command\" with at least one word.",
        "/payload");
  }
}
