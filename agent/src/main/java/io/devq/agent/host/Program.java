package io.devq.agent.host;

import io.devq.base.TimeSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The delivered program as a process group of its own: it outlives the host's process and is found
/// again by the next one, through its pid file and a variable of its environment.
final class Program {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final String UNIT = "DEVQ_UNIT";

  /// The shell notes its own number, which is that of the process group, before it does anything
  /// else: there is no moment in which the program runs and nobody knows.
  private static final String SCRIPT =
      "echo $$ > \"$DEVQ_PID.next\" && mv \"$DEVQ_PID.next\" \"$DEVQ_PID\" || exit 125; "
          + "devq_start=$DEVQ_START; unset DEVQ_START DEVQ_PID; eval \"$devq_start\"";

  private final UnitFolder folder;
  private final TimeSource time;

  Program(UnitFolder folder, TimeSource time) {
    this.folder = folder;
    this.time = time;
  }

  /// Starts a program in a release's folder. Whatever ran before must have been stopped.
  void start(Path release, String command, Map<String, String> variables)
      throws IOException, InterruptedException {
    Files.deleteIfExists(folder.pid());
    ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", SCRIPT);
    builder.directory(release.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put(UNIT, folder.root().toString());
    builder.environment().put("DEVQ_START", command);
    builder.environment().put("DEVQ_PID", folder.pid().toString());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    awaitNote(builder.start());
  }

  /// Waits until the shell has noted its number, so that the program can be found from here on.
  private void awaitNote(Process shell) throws IOException, InterruptedException {
    long until = time.nanos() + HostLimits.STOP_GRACE.toNanos();
    while (!Files.exists(folder.pid()) && shell.isAlive()) {
      if (time.nanos() - until > 0) {
        shell.destroyForcibly();
        throw new IOException("the program did not start in time");
      }
      time.sleep(POLL);
    }
  }

  /// Whether any process of the program lives.
  boolean isAlive() throws IOException {
    OptionalLong group = group();
    return group.isPresent() && members(group.getAsLong()) > 0;
  }

  /// The process group of the program of this unit, if one was started and its number was not given
  /// to somebody else since.
  OptionalLong group() throws IOException {
    try {
      long pid = Long.parseLong(Files.readString(folder.pid()).strip());
      return isOurs(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (NoSuchFileException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private boolean isOurs(long group) throws IOException {
    byte[] wanted = (UNIT + "=" + folder.root() + "\0").getBytes(StandardCharsets.UTF_8);
    String mark = new String(wanted, StandardCharsets.ISO_8859_1);
    return processes().stream()
        .filter(process -> Stat.of(process).filter(s -> s.group == group).isPresent())
        .anyMatch(process -> environment(process).contains(mark));
  }

  private static String environment(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }

  private static List<Path> processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
          .toList();
    }
  }

  /// How many living processes a group has; those that have ended and were not yet waited for do
  /// not count.
  private static long members(long group) throws IOException {
    return processes().stream()
        .filter(process -> Stat.of(process).filter(s -> s.group == group && s.lives()).isPresent())
        .count();
  }

  private record Stat(char state, long group) {

    /// Reads `/proc/PID/stat` (proc(5)): the state and the process group follow the name.
    static java.util.Optional<Stat> of(Path process) {
      try {
        String text =
            new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return java.util.Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[2])));
      } catch (IOException | RuntimeException _) {
        return java.util.Optional.empty();
      }
    }

    boolean lives() {
      return state != 'Z' && state != 'X';
    }
  }

  /// Ends the program: asks it, waits, then makes it.
  void stop() throws IOException, InterruptedException {
    OptionalLong group = group();
    if (group.isEmpty()) {
      return;
    }
    signal("TERM", group.getAsLong());
    if (!awaitEnd(group.getAsLong(), HostLimits.STOP_GRACE)) {
      signal("KILL", group.getAsLong());
      if (!awaitEnd(group.getAsLong(), HostLimits.STOP_GRACE)) {
        throw new IOException("the program does not end, not even when it is killed");
      }
    }
    Files.deleteIfExists(folder.pid());
  }

  private boolean awaitEnd(long group, Duration atMost) throws IOException, InterruptedException {
    long until = time.nanos() + atMost.toNanos();
    while (members(group) > 0) {
      if (time.nanos() - until > 0) {
        return false;
      }
      time.sleep(POLL);
    }
    return true;
  }

  private static void signal(String name, long group) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + name + " -" + group)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /// The last lines the program printed.
  String lastWords(int characters) {
    try (var file = new java.io.RandomAccessFile(folder.log().toFile(), "r")) {
      long from = Math.max(0, file.length() - characters);
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// Cuts the program's output when it has grown too long.
  void trimLog() throws IOException {
    if (Files.exists(folder.log()) && Files.size(folder.log()) > HostLimits.LOG) {
      try (FileChannel channel = FileChannel.open(folder.log(), StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }
}
