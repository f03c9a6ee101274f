package io.devq.postgres;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs those of the server's programs that do one thing and end.
///
/// @param binaries where they are
/// @param user as whom they run
record ServerTool(Binaries binaries, ServerUser user) {

  private static final int LONGEST_SECONDS = 300;

  /// Runs a program to its end. The working directory `data` marks the process as one of that
  /// cluster, see [ServerProcesses].
  ///
  /// @param input for its standard input
  /// @throws Problem `postgres_tool_failed` with what it said; `disk_full`
  void run(Path data, String input, String program, List<String> arguments)
      throws InterruptedException {
    Path output = data.resolveSibling(program + ".log");
    try {
      Process process =
          new ProcessBuilder(user.command(binaries.program(program), arguments))
              .directory(data.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!wait(process, input)) {
        throw failed(data, program, new ServerLog(output).tail(0));
      }
      Files.delete(output);
    } catch (IOException failure) {
      throw Disk.problem(data, failure);
    }
  }

  private static boolean wait(Process process, String input)
      throws InterruptedException, IOException {
    boolean ended = false;
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0;
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
  }

  private static Problem failed(Path data, String program, String said) {
    if (said.contains("No space left")) {
      return Disk.full(Disk.parent(data), null);
    }
    return Problem.of(
        Problem.Kind.UNAVAILABLE,
        "postgres_tool_failed",
        program
            + " failed in "
            + Disk.parent(data)
            + ". What it said is in "
            + program
            + ".log there and ends with:\n"
            + said);
  }
}
