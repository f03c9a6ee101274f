package io.devq.agent.runner;

import io.devq.client.worker.Attempt;
import io.devq.client.worker.Ending;
import io.devq.client.worker.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the scripts of jobs and build steps and reads what they leave.
///
/// A script that names its interpreter (`#!`) is run by it; any other by `bash` that stops at the
/// first failing command, in a pipe too.
final class Scripts {

  private static final List<String> BASH = List.of("bash", "-eo", "pipefail");
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final Supervisor supervisor;
  private final ScriptEnvironment environment;

  Scripts(Supervisor supervisor, ScriptEnvironment environment) {
    this.supervisor = supervisor;
    this.environment = environment;
  }

  /// Writes a script down; the words that run it.
  static List<String> write(String script, Path file) throws IOException {
    Files.writeString(file, script.endsWith("\n") ? script : script + "\n");
    if (script.startsWith("#!")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return List.of(file.toString());
    }
    return List.of(BASH.get(0), BASH.get(1), BASH.get(2), file.toString());
  }

  /// Runs a command in the workspace to its end.
  Ending run(Attempt attempt, ScriptFiles files, List<String> words, Map<String, String> env)
      throws IOException, InterruptedException {
    ScriptWatch watch = ScriptWatch.start(attempt, files);
    int code;
    try {
      code = supervisor.run(command(attempt, files, words, env), attempt.log());
    } catch (InterruptedException stopped) {
      watch.stop();
      boolean replaced =
          attempt.stop().filter(why -> why.cause() == Stop.Cause.REPLACED).isPresent();
      if (!replaced) {
        watch.keep();
      }
      throw stopped;
    } finally {
      watch.stop();
    }
    if (code != 0) {
      watch.keep();
    }
    return Ending.ofProcess(code, reason(code), files.output());
  }

  private Supervisor.Command command(
      Attempt attempt, ScriptFiles files, List<String> words, Map<String, String> env) {
    return new Supervisor.Command(
        words,
        files.workspace(),
        environment.of(attempt.assignment(), files, env),
        files.record(),
        files.workspace());
  }

  private static @Nullable String reason(int code) {
    return switch (code) {
      case 0 -> null;
      case NOT_EXECUTABLE -> "The command could not be executed (exit code 126).";
      case NOT_FOUND -> "A command was not found (exit code 127).";
      default ->
          code > 128 && code < 128 + 65
              ? "The process was ended by signal " + (code - 128) + "."
              : "The process ended with exit code " + code + ".";
    };
  }
}
