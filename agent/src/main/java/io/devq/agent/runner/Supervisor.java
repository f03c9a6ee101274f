package io.devq.agent.runner;

import io.devq.base.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs commands so that all their processes end with them: when they are done, when the calling
/// thread is interrupted, and when this program dies in any way.
final class Supervisor {

  private static final String SCRIPT = "supervise.sh";

  /// Another agent may be given the work a few seconds after this one died.
  private static final String TENTHS_AFTER_DEATH = "5";

  private static final Duration GRACE_OF_THE_LEFT = Duration.ofSeconds(1);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

  private final Path script;
  private final Duration grace;
  private final TimeSource time;

  /// A supervisor that keeps its script in `data`.
  ///
  /// @param grace how long work has between TERM and KILL
  Supervisor(Path data, Duration grace, TimeSource time) throws IOException {
    this.script = data.resolve(SCRIPT);
    this.grace = grace;
    this.time = time;
    try (InputStream resource = Supervisor.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new IOException(SCRIPT + " is missing from the program");
      }
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// What to run.
  ///
  /// @param words the command and its arguments
  /// @param folder where it runs
  /// @param environment all of its environment
  /// @param record where the supervisor writes down which process it is
  /// @param workspace marks all its processes
  record Command(
      List<String> words,
      Path folder,
      Map<String, String> environment,
      Path record,
      Path workspace) {}

  /// Runs a command to its end.
  ///
  /// @param output takes what it says on standard output and standard error
  /// @return its exit code, 128 and the signal's number when a signal ended it
  /// @throws InterruptedException when the thread was interrupted; nothing of the command runs then
  int run(Command command, OutputStream output) throws IOException, InterruptedException {
    Files.deleteIfExists(command.record());
    Process process = start(command);
    ProcessGroup group =
        new ProcessGroup(
            ProcessGroup.Leader.of(process), command.record(), command.workspace(), time);
    Pump pump = Pump.start(process.getInputStream(), output, process);
    try {
      int code = process.waitFor();
      boolean _ = group.end(GRACE_OF_THE_LEFT);
      return code;
    } catch (InterruptedException stopped) {
      boolean _ = group.end(grace);
      throw stopped;
    } finally {
      group.kill();
      pump.end(LAST_OUTPUT);
    }
  }

  private Process start(Command command) throws IOException {
    List<String> words = new ArrayList<>(List.of("setsid", "sh", script.toString()));
    words.add(command.record().toString());
    words.add(command.workspace().toString());
    words.add(TENTHS_AFTER_DEATH);
    words.addAll(command.words());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(command.folder().toFile());
    builder.redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    builder.environment().put(ProcessTable.MARK, command.workspace().toString());
    return builder.start();
  }
}
