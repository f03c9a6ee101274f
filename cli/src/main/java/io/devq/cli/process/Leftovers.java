package io.devq.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Finds processes that somebody left running, whoever their parent is now.
///
/// A process belongs to a folder when its environment carries the folder's mark or when it works
/// below the folder; Linux tells both in `/proc`.
public final class Leftovers {

  /// The variable that carries the mark.
  public static final String MARK = "DEVQ_DEMO";

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Path folder;

  /// The processes that belong to a folder.
  public Leftovers(Path folder) {
    this.folder = folder;
  }

  /// The processes that run now, without this one.
  public List<ProcessHandle> find() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"))) {
      for (Path process : processes) {
        String name = process.getFileName().toString();
        if (NUMBER.matcher(name).matches() && belongs(process)) {
          ProcessHandle.of(Long.parseLong(name))
              .filter(handle -> handle.pid() != ProcessHandle.current().pid())
              .ifPresent(found::add);
        }
      }
    } catch (IOException _) {
      // a machine without /proc has none that could be found
    }
    return found;
  }

  /// Kills them, again and again until none is found, at most so many times.
  ///
  /// @return how many were killed
  public int kill(int rounds) {
    int killed = 0;
    for (int round = 0; round < rounds; round++) {
      List<ProcessHandle> left = find();
      if (left.isEmpty()) {
        break;
      }
      for (ProcessHandle process : left) {
        process.destroyForcibly();
        killed++;
      }
      left.forEach(process ->
          process.onExit().orTimeout(2, TimeUnit.SECONDS).exceptionally(_ -> process).join());
    }
    return killed;
  }

  private boolean belongs(Path process) {
    try {
      Path works = Files.readSymbolicLink(process.resolve("cwd"));
      if (works.startsWith(folder)) {
        return true;
      }
    } catch (IOException _) {
      // it has ended, or belongs to somebody else
    }
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      String mark = MARK + "=" + folder + "\0";
      return environment.startsWith(mark) || environment.contains("\0" + mark);
    } catch (IOException _) {
      return false;
    }
  }
}
