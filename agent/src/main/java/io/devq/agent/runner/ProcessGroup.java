package io.devq.agent.runner;

import io.devq.base.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// All processes of one piece of work: those in the session of its supervisor, and those that left
/// the session but still carry the workspace in their environment. Only a process that both starts
/// a session of its own and clears its environment escapes.
final class ProcessGroup {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration AFTER_FIRST_KILL = Duration.ofMillis(2);
  private static final int MOST_PASSES = 250;

  private final Leader leader;
  private final Path record;
  private final Path workspace;
  private final TimeSource time;

  /// Which process leads a group.
  ///
  /// @param pid its process, and its session
  /// @param start when it began, in clock ticks since the machine started; -1 when it was over
  ///   before anybody looked
  /// @param watcher the part of it that waits for the agent's death, or -1 when not known
  /// @param boot the start of the machine the pids are of
  record Leader(long pid, long start, long watcher, String boot) {

    /// The leader just started.
    static Leader of(Process process) throws IOException {
      long start = ProcessTable.start(process.pid()).orElse(-1);
      return new Leader(process.pid(), start, -1, ProcessTable.boot());
    }

    /// What the supervisor wrote down of itself, if it came to that.
    static Optional<Leader> read(Path record) {
      try {
        String[] fields = Files.readString(record).strip().split(" ");
        return Optional.of(
            new Leader(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                fields[3]));
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
        return Optional.empty();
      }
    }
  }

  /// The group of a leader.
  ///
  /// @param record where the supervisor writes down which process it is
  /// @param workspace the mark of all its processes
  ProcessGroup(Leader leader, Path record, Path workspace, TimeSource time) {
    this.leader = leader;
    this.record = record;
    this.workspace = workspace;
    this.time = time;
  }

  /// Asks everything to end and waits until it has, at most for the grace. [#kill] has to follow.
  ///
  /// @return whether something had to be asked at all
  boolean end(Duration grace) throws InterruptedException {
    List<Long> first = work();
    first.forEach(pid -> signal(pid, false));
    long deadline = time.nanos() + grace.toNanos();
    while (!first.isEmpty() && !work().isEmpty() && time.nanos() - deadline < 0) {
      time.sleep(LOOK_AGAIN);
    }
    return !first.isEmpty();
  }

  /// Kills everything, the supervisor too, again and again until nothing new appears. Returns at
  /// once when there is nothing; never leaves early because of an interrupt.
  void kill() {
    boolean interrupted = Thread.interrupted();
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      List<Long> left = members(_ -> true);
      if (left.isEmpty()) {
        break;
      }
      left.forEach(pid -> signal(pid, true));
      try {
        time.sleep(pass == 0 ? AFTER_FIRST_KILL : LOOK_AGAIN);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Everything but the supervisor and its watcher.
  private List<Long> work() {
    long watcher = Leader.read(record).map(Leader::watcher).orElse(leader.watcher());
    return members(pid -> pid != leader.pid() && pid != watcher);
  }

  private List<Long> members(Predicate<Long> wanted) {
    try {
      boolean ours = ProcessTable.boot().equals(leader.boot()) && !replaced();
      return ProcessTable.all().stream()
          .filter(entry -> (ours && entry.session() == leader.pid()) || marked(entry.pid()))
          .map(ProcessTable.Entry::pid)
          .filter(wanted)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("/proc cannot be read; it must be mounted", unreadable);
    }
  }

  /// Whether the leader's pid belongs to another process by now. As long as the session has a
  /// member, the kernel does not give its number away.
  private boolean replaced() {
    var start = ProcessTable.start(leader.pid());
    return start.isPresent() && start.getAsLong() != leader.start();
  }

  private boolean marked(long pid) {
    return ProcessTable.mark(pid).filter(workspace::equals).isPresent();
  }

  private static void signal(long pid, boolean kill) {
    ProcessHandle.of(pid)
        .ifPresent(process -> {
          boolean _ = kill ? process.destroyForcibly() : process.destroy();
        });
  }
}
