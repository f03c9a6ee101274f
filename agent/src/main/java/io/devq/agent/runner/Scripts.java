package io.devq.agent.runner;

import io.devq.client.worker.Attempt;
import io.devq.client.worker.Ending;
import io.devq.client.worker.Folders;
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
  private final Path checkpoints;

  /// @param checkpoints where runs keep their checkpoints from attempt to attempt
  Scripts(Supervisor supervisor, ScriptEnvironment environment, Path checkpoints) {
    this.supervisor = supervisor;
    this.environment = environment;
    this.checkpoints = checkpoints;
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
    Path checkpoint = checkpoints.resolve(attempt.assignment().run().text());
    int code =
        supervisor.run(
            new Supervisor.Command(
                words,
                files.workspace(),
                environment.of(attempt.assignment(), files, checkpoint, env),
                files.record(),
                files.workspace()),
            attempt.log());
    if (code == 0) {
      Folders.delete(checkpoint);
    }
    return ending(code, files.output());
  }

  private static Ending ending(int code, @Nullable String output) {
    return Ending.ofProcess(code, reason(code), output);
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
