package io.devq.agent.runner;

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

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException _) {
      return "";
    }
  }

  /// How long it took until there were `count` such processes.
  static Duration await(String word, int count, Duration atMost)
      throws IOException, InterruptedException {
    TimeSource time = TimeSource.system();
    long began = time.nanos();
    while (with(word).size() != count) {
      Duration waited = Duration.ofNanos(time.nanos() - began);
      if (waited.compareTo(atMost) > 0) {
        throw new AssertionError(
            "after " + waited + " there are " + with(word).size() + " processes, not " + count);
      }
      time.sleep(Duration.ofMillis(10));
    }
    return Duration.ofNanos(time.nanos() - began);
  }
}
