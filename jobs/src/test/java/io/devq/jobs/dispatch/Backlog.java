package io.devq.jobs.dispatch;

import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A board over a table that answers reads as the database would.
final class Backlog {

  /// When all of the tests' runs have long been due.
  static final Instant LATE = Runs.START.plusSeconds(1_000_000);

  final Board board = new Board();
  final Set<UUID> running = new HashSet<>();
  final Map<Integer, List<LiveRun>> table = new HashMap<>();
  Instant now = LATE;

  void own(int... shards) {
    Arrays.stream(shards).forEach(shard -> board.own(shard, new UUID(0, shard)));
  }

  void store(LiveRun... runs) {
    for (LiveRun run : runs) {
      table.computeIfAbsent(run.shard(), _ -> new ArrayList<>()).add(run);
    }
  }

  void hint(LiveRun run) {
    board.hint(new RunStore.Hint(run.shard(), run.lane(), run.due()));
  }

  /// Stores runs and tells the board.
  void submit(LiveRun... runs) {
    store(runs);
    Arrays.stream(runs).forEach(this::hint);
  }

  RunStore.Reads begin() {
    board.beginRead();
    return board.wantedReads();
  }

  List<LiveRun> answer(RunStore.Reads reads) {
    List<LiveRun> rows = new ArrayList<>();
    for (RunStore.Cursor read : reads.cursors()) {
      Set<Long> apart = reads.apart().getOrDefault(read.lane(), Set.of());
      table.getOrDefault(read.shard(), List.of()).stream()
          .filter(run -> run.lane().equals(read.lane()) && isAfter(run, read))
          .filter(run ->
              read.group() == null
                  ? run.gate().group() == null || !apart.contains(run.gate().group())
                  : read.group().equals(run.gate().group()))
          .sorted()
          .limit(read.limit())
          .forEach(rows::add);
    }
    return rows;
  }

  private static boolean isAfter(LiveRun run, RunStore.Cursor mark) {
    int byDue = run.due().compareTo(mark.due());
    return byDue > 0 || (byDue == 0 && LiveRun.compare(run.id(), mark.id()) > 0);
  }

  void accept(RunStore.Reads reads, List<LiveRun> rows) {
    board.accept(reads, rows, now, running::contains);
  }

  void read() {
    for (RunStore.Reads reads = begin(); !reads.cursors().isEmpty(); reads = begin()) {
      accept(reads, answer(reads));
    }
  }

  /// Starts the next run; its attempt stays under way.
  @Nullable LiveRun next() {
    return started(board.round(now, _ -> true).next());
  }

  private @Nullable LiveRun started(@Nullable LiveRun run) {
    if (run != null) {
      running.add(run.id());
      board.began(run, false);
    }
    return run;
  }

  /// Starts up to `most` runs.
  List<LiveRun> start(int most) {
    List<LiveRun> started = new ArrayList<>();
    Board.Round round = board.round(now, _ -> true);
    while (started.size() < most) {
      LiveRun run = started(round.next());
      if (run == null) {
        break;
      }
      started.add(run);
    }
    return started;
  }

  /// A run is over and gone from the table.
  void end(LiveRun run) {
    table.getOrDefault(run.shard(), new ArrayList<>()).remove(run);
    running.remove(run.id());
    board.attemptEnded(run);
    board.ended(run.id(), run.attempt());
    board.over(run.id());
  }

  /// Starts and ends one run after the other, reading on in between.
  List<LiveRun> serve(int most) {
    List<LiveRun> served = new ArrayList<>();
    while (served.size() < most) {
      read();
      LiveRun run = next();
      if (run == null) {
        break;
      }
      served.add(run);
      end(run);
    }
    return served;
  }
}
