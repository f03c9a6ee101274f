package io.devq.agent.runner;

import io.devq.base.RunId;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Which processes of a test are there, told by a number in their command line that only they have.
final class Processes {

  private Processes() {}

  /// The pids of all living processes with a word in their command line.
  static List<Long> with(String word) throws IOException {
    return ProcessTable.all().stream()
        .map(ProcessTable.Entry::pid)
        .filter(pid -> commandLine(pid).contains(word))
        .toList();
  }

  /// The pids of all living processes of a run, its supervisor among them.
  static List<Long> of(RunId run) throws IOException {
    return ProcessTable.all().stream()
        .map(ProcessTable.Entry::pid)
        .filter(pid -> ProcessTable.mark(pid).toString().contains(run.text()))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException _) {
      return "";
    }
  }

  /// Waits until there are `count` processes with a word in their command line.
  static void await(String word, int count, Duration atMost)
      throws IOException, InterruptedException {
    await(() -> with(word), count, atMost);
  }

  /// Waits until no process of a run is left.
  static void awaitNoneOf(RunId run, Duration atMost) throws IOException, InterruptedException {
    await(() -> of(run), 0, atMost);
  }

  @FunctionalInterface
  private interface Look {
    List<Long> now() throws IOException;
  }

  private static void await(Look look, int count, Duration atMost)
      throws IOException, InterruptedException {
    TimeSource time = TimeSource.system();
    long deadline = time.nanos() + atMost.toNanos();
    while (look.now().size() != count) {
      if (time.nanos() - deadline > 0) {
        throw new AssertionError("after " + atMost + " there are " + look.now() + ", not " + count);
      }
      time.sleep(Duration.ofMillis(10));
    }
  }
}
