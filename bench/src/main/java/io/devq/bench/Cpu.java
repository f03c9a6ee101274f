package io.devq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/// Processor time of this process and of the PostgreSQL server, its ended sessions included. Other
/// than elapsed time it hardly depends on what else the machine is doing.
record Cpu(Duration java, Duration server) {

  private static final int TICKS_PER_SECOND = 100;

  /// Fields 14 to 17 of proc(5), counted after the name in brackets: user and system time of the
  /// process, and of its children that have ended.
  private static final int FIRST = 11;

  private static final int LAST = 14;

  /// Reads the counters.
  static Cpu of(long postmaster) {
    Duration server = ticks(postmaster, LAST);
    for (ProcessHandle child :
        ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::children).toList()) {
      server = server.plus(ticks(child.pid(), FIRST + 1));
    }
    return new Cpu(ticks(ProcessHandle.current().pid(), FIRST + 1), server);
  }

  private static Duration ticks(long pid, int last) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = FIRST; i <= last; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (NoSuchFileException _) {
      return Duration.ZERO;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Cpu since(Cpu before) {
    return new Cpu(java.minus(before.java), server.minus(before.server));
  }
}
