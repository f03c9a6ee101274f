package io.devq.system.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All processes that have to do with one folder, whoever their parent is: they work below it, or
/// their command line or their environment names it. Linux tells all three in `/proc`.
final class Processes {

  private static final Duration ENDS = Duration.ofSeconds(2);
  private static final int MOST_ROUNDS = 20;
  private static final int START = 19;
  private static final Pattern STATE = Pattern.compile("\\) ([A-Z]) (\\d+)");

  private final Path folder;

  Processes(Path folder) {
    this.folder = folder;
  }

  /// One process.
  record One(long pid, String command, String cwd) {}

  /// Those that have not ended.
  List<One> find() throws IOException {
    List<One> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        String command = text(process.resolve("cmdline")).replace('\0', ' ').strip();
        String cwd = cwd(process);
        boolean ours = (command + cwd + text(process.resolve("environ"))).contains(name());
        if (ours && pid != ProcessHandle.current().pid() && lives(pid)) {
          found.add(new One(pid, command, cwd));
        }
      }
    }
    return found;
  }

  /// How many servers of PostgreSQL there are: processes that work in its data, and whose parent
  /// does not.
  long postmasters() throws IOException {
    List<One> servers =
        find().stream().filter(one -> Files.exists(Path.of(one.cwd(), "PG_VERSION"))).toList();
    return servers.stream()
        .filter(one -> servers.stream().noneMatch(other -> other.pid() == parent(one.pid())))
        .count();
  }

  /// Kills all of them by one command, again until none is left.
  void killAll() throws IOException {
    for (int round = 0; !find().isEmpty(); round++) {
      if (round == MOST_ROUNDS) {
        throw new IOException("these cannot be killed: " + find());
      }
      List<One> left = find();
      List<String> words = new ArrayList<>(List.of("kill", "-KILL"));
      left.forEach(one -> words.add(Long.toString(one.pid())));
      awaitEnd(
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .toHandle());
      left.forEach(one -> ProcessHandle.of(one.pid()).ifPresent(Processes::awaitEnd));
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    var _ =
        process
            .onExit()
            .orTimeout(ENDS.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(_ -> process)
            .join();
  }

  /// Whether a process runs; one that has ended but was not buried yet does not.
  static boolean lives(long pid) {
    Matcher stat = STATE.matcher(text(Path.of("/proc", Long.toString(pid), "stat")));
    return stat.find() && !"ZX".contains(stat.group(1));
  }

  /// When a process began, in clock ticks since the machine started; empty when it has ended.
  static String bornAt(long pid) {
    String stat = text(Path.of("/proc", Long.toString(pid), "stat"));
    return lives(pid) && !stat.isEmpty()
        ? stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START]
        : "";
  }

  private static long parent(long pid) {
    Matcher stat = STATE.matcher(text(Path.of("/proc", Long.toString(pid), "stat")));
    return stat.find() ? Long.parseLong(stat.group(2)) : -1;
  }

  private String name() {
    return folder.toString();
  }

  private static String cwd(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).toString();
    } catch (IOException _) {
      return "";
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return ""; // it has ended
    }
  }
}
