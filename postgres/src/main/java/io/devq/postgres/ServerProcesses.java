package io.devq.postgres;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The processes of this machine that work in one cluster folder. Every process of a PostgreSQL
/// server has its data folder as its working directory, which nothing else has by accident; that is
/// how the processes of a server whose starter was killed are told from strangers with a reused
/// pid.
final class ServerProcesses {

  /// How long a server may take to shut down in order before it is ended without a checkpoint.
  static final Duration FAST = Duration.ofSeconds(30);

  private static final Duration IMMEDIATE = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofMillis(5);
  private static final int SIGNAL_SECONDS = 10;

  /// The ways to end a server, from polite to harmless all the same: the write-ahead log makes good
  /// what an unfriendly end leaves undone.
  enum Ending {
    /// Ends sessions, writes a checkpoint, exits.
    FAST("INT"),
    /// Exits without a checkpoint; the next start recovers.
    IMMEDIATE("QUIT"),
    /// The kernel ends the process.
    KILL("KILL");

    private final String signal;

    Ending(String signal) {
      this.signal = signal;
    }
  }

  private ServerProcesses() {}

  /// The processes that work in `cluster`.
  static List<ProcessHandle> in(Path cluster) {
    Path real = Disk.explained(cluster, () -> cluster.toRealPath());
    return ProcessHandle.allProcesses().filter(process -> worksIn(process.pid(), real)).toList();
  }

  /// Ends whatever works in `cluster`: the postmaster named in its pid file in order, anything that
  /// outlives it or has lost it by force. Then nothing of it runs.
  ///
  /// @return how many processes there were
  /// @throws Problem `postgres_will_not_end`
  static int end(Path cluster) throws InterruptedException {
    List<ProcessHandle> found = in(cluster);
    if (found.isEmpty()) {
      return 0;
    }
    Optional<ProcessHandle> postmaster =
        PidFile.read(cluster)
            .flatMap(file -> found.stream().filter(p -> p.pid() == file.pid()).findFirst());
    if (postmaster.isPresent()) {
      signal(postmaster.get().pid(), Ending.FAST);
      if (await(FAST, () -> in(cluster).isEmpty())) {
        return found.size();
      }
    }
    for (Ending ending : List.of(Ending.IMMEDIATE, Ending.KILL)) {
      in(cluster).forEach(process -> signal(process.pid(), ending));
      if (await(IMMEDIATE, () -> in(cluster).isEmpty())) {
        return found.size();
      }
    }
    throw Problem.of(
        Problem.Kind.UNAVAILABLE,
        "postgres_will_not_end",
        "An earlier PostgreSQL still works in "
            + cluster
            + " and cannot be ended: process "
            + in(cluster).stream().map(p -> Long.toString(p.pid())).toList()
            + ". End it by hand, then start again.");
  }

  /// Sends a signal. A process that is gone already is no failure.
  static void signal(long pid, Ending ending) {
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -s " + ending.signal + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException failure) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "no_shell",
          "PostgreSQL could not be signalled: " + failure.getMessage() + ". DevQ needs /bin/sh.");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Looks every few milliseconds until something holds.
  ///
  /// @return whether it did within `limit`
  static boolean await(Duration limit, BooleanSupplier holds) throws InterruptedException {
    TimeSource time = TimeSource.system();
    long end = time.nanos() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (time.nanos() - end > 0) {
        return false;
      }
      time.sleep(STEP);
    }
    return true;
  }

  private static boolean worksIn(long pid, Path cluster) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(cluster);
    } catch (IOException _) {
      return false; // gone, or of another user, and so not ours
    }
  }
}
