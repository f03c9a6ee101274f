package io.devq.postgres;

import io.devq.base.Problem;
import io.devq.postgres.ServerProcesses.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One running server process.
final class Postmaster {

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final Path data;
  private final ServerLog log;
  private final long logStart;

  private Postmaster(Process process, Path data, ServerLog log, long logStart) {
    this.process = process;
    this.data = data;
    this.log = log;
    this.logStart = logStart;
  }

  /// Starts the program. It gets a session of its own, so that Ctrl-C in the terminal reaches DevQ
  /// only, which stops it when it is no longer needed.
  static Postmaster launch(
      Binaries binaries, ServerUser user, Path data, Path configuration, ServerLog log)
      throws IOException {
    long logStart = log.length();
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(
        user.command(
            binaries.program("postgres"),
            List.of("-D", data.toString(), "-c", "config_file=" + configuration)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(data.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    Process process = builder.start();
    process.getOutputStream().close();
    return new Postmaster(process, data, log, logStart);
  }

  /// The process.
  long pid() {
    return process.pid();
  }

  /// Whether it runs.
  boolean isAlive() {
    return process.isAlive();
  }

  /// Calls `listener` once when the process has ended, however it did.
  void whenEnded(Runnable listener) {
    var _ = process.onExit().thenRun(listener);
  }

  /// What it has logged last.
  String lastWords() {
    return log.tail(logStart);
  }

  /// Waits until it accepts connections or has ended.
  ///
  /// @return whether it accepts connections
  /// @throws Problem `postgres_start_timed_out`
  boolean awaitReady(Duration limit) throws InterruptedException {
    boolean decided = ServerProcesses.await(limit, () -> !process.isAlive() || isReady());
    if (!decided) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "postgres_start_timed_out",
          "PostgreSQL in "
              + data
              + " did not start within "
              + limit.toSeconds()
              + " s. Its log ends with:\n"
              + lastWords());
    }
    return process.isAlive();
  }

  /// Ends it and waits for its end; with force when it does not come in time.
  void end(Ending ending) {
    boolean interrupted = Thread.interrupted();
    ServerProcesses.signal(process.pid(), ending);
    try {
      if (!process.waitFor(ServerProcesses.FAST.toSeconds(), TimeUnit.SECONDS)) {
        ServerProcesses.end(data);
      }
    } catch (InterruptedException _) {
      interrupted = true;
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    return PidFile.read(data).filter(file -> file.pid() == pid() && file.ready()).isPresent();
  }
}
