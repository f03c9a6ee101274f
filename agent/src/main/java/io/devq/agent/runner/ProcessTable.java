package io.devq.agent.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The machine's processes as Linux shows them under `/proc`.
///
/// Source: proc_pid_stat(5), proc_pid_environ(5).
final class ProcessTable {

  /// In an environment this names the workspace, and thereby the attempt, a process belongs to.
  static final String MARK = "DEVQ_WORKSPACE";

  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int START = 19;

  private ProcessTable() {}

  /// One process that has not ended.
  ///
  /// @param session the session it is in, which is the pid of the session's leader
  /// @param start when it began, in clock ticks since the machine started
  record Entry(long pid, long session, long start) {}

  /// All processes that have not ended.
  static List<Entry> all() throws IOException {
    List<Entry> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path folder : folders) {
        read(Long.parseLong(folder.getFileName().toString())).ifPresent(all::add);
      }
    }
    return all;
  }

  /// A process, if there is one of that pid that has not ended.
  static Optional<Entry> read(long pid) {
    String stat;
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat"));
      stat = new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return Optional.empty();
    }
    // The name of the program stands in parentheses and may itself hold some.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(pid, Long.parseLong(fields[SESSION]), Long.parseLong(fields[START])));
  }

  /// The workspace a process is marked with, if it is and its environment can be read.
  static Optional<Path> mark(long pid) {
    String environment;
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
      environment = new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException _) {
      return Optional.empty();
    }
    for (String variable : environment.split("\0")) {
      if (variable.startsWith(MARK + "=")) {
        return Optional.of(Path.of(variable.substring(MARK.length() + 1)));
      }
    }
    return Optional.empty();
  }

  /// Names the present start of the machine; pids of another one mean nothing.
  static String boot() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  /// The start of a process, if it lives.
  static OptionalLong start(long pid) {
    return read(pid).map(entry -> OptionalLong.of(entry.start())).orElse(OptionalLong.empty());
  }
}
