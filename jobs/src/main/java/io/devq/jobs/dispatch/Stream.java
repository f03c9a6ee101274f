package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is read of one lane, merged over all shards of the node in due order: all runs of the lane,
/// or those of one group that are read apart from the others. A reading position and a buffer for
/// each shard; a buffer holds one read. Guarded by the lock of [Dispatch].
final class Stream {

  private static final int FIRST_READ = 64;

  /// Runs that the buffers of all shards hold together, when each has been filled by one read.
  private static final int BUFFERED = 16_000;

  private static final int FULL_READ = 1_000;
  private static final UUID FIRST_ID = new UUID(0, 0);
  private static final UUID LAST_ID = new UUID(-1L, -1L);
  private static final Duration TICK = Duration.ofNanos(1_000); // the database's finest time

  private final Lane lane;
  private final @Nullable Long group;
  private final Map<Integer, Position> positions = new HashMap<>();

  /// @param group the group it reads, or null for all that are not read apart
  Stream(Lane lane, @Nullable Long group) {
    this.lane = lane;
    this.group = group;
  }

  /// Where one shard's part has been read to, and what has been read and not merged.
  private static final class Position {
    Instant due = Instant.EPOCH;
    UUID id = FIRST_ID;
    int limit = FIRST_READ;
    boolean dry;
    boolean reading;
    @Nullable Instant hintedMeanwhile;
    final PriorityQueue<LiveRun> buffer = new PriorityQueue<>();

    void lowerTo(Instant firstDue) {
      dry = false;
      if (reading) {
        Instant hinted = hintedMeanwhile;
        hintedMeanwhile = hinted == null || firstDue.isBefore(hinted) ? firstDue : hinted;
      } else if (firstDue.isBefore(due)) {
        due = firstDue;
        id = FIRST_ID;
      }
    }

    /// A read has come back. What was hinted while it was under way it may not have seen.
    void readEnded() {
      reading = false;
      Instant hinted = hintedMeanwhile;
      hintedMeanwhile = null;
      if (hinted != null) {
        lowerTo(hinted);
      }
    }
  }

  /// Makes it read a shard from `firstDue` on.
  void hint(int shard, Instant firstDue) {
    positions.computeIfAbsent(shard, _ -> new Position()).lowerTo(firstDue.minus(TICK));
  }

  /// Moves every position back by `trail`, so that what was committed late behind it is read; with
  /// null to the beginning.
  void rewind(@Nullable Duration trail) {
    positions.values().forEach(at -> at.lowerTo(rewound(at.due, trail)));
  }

  private static Instant rewound(Instant due, @Nullable Duration trail) {
    return trail == null || due.isBefore(Instant.EPOCH.plus(trail))
        ? Instant.EPOCH
        : due.minus(trail);
  }

  void drop(int shard) {
    positions.remove(shard);
  }

  /// Adds the reads that would help now.
  void wanted(Collection<RunStore.Cursor> reads) {
    int most = Math.clamp(BUFFERED / Math.max(1, positions.size()), FIRST_READ, FULL_READ);
    positions.forEach((shard, at) -> {
      int limit = Math.min(at.limit, most);
      if (!at.dry && !at.reading && at.buffer.size() <= limit / 2) {
        at.reading = true;
        reads.add(new RunStore.Cursor(shard, lane, group, at.due, at.id, limit));
      }
    });
  }

  /// Takes in what one read brought; `fresh` tells what is not known yet.
  ///
  /// @param passed a read that brought all there is has passed everything due before this
  void accept(
      RunStore.Cursor read, Collection<LiveRun> rows, Instant passed, Predicate<LiveRun> fresh) {
    Position at = positions.get(read.shard());
    if (at == null) {
      return;
    }
    LiveRun last = null;
    for (LiveRun row : rows) {
      last = row;
      if (fresh.test(row)) {
        at.buffer.add(row);
      }
    }
    boolean full = rows.size() >= read.limit();
    at.dry = !full;
    at.limit = full ? Math.min(FULL_READ, at.limit * 4) : at.limit;
    if (last != null) {
      at.due = last.due();
      at.id = last.id();
    }
    if (at.dry && passed.isAfter(at.due)) {
      at.due = passed;
      at.id = FIRST_ID;
    }
    at.readEnded();
  }

  /// A read failed: it may be tried again.
  void failed(RunStore.Cursor read) {
    Position at = positions.get(read.shard());
    if (at != null) {
      at.dry = false;
      at.readEnded();
    }
  }

  /// Hands on what has been read, in due order, as far as no shard that is still to be read could
  /// hold something earlier, while there is room.
  void merge(Predicate<LiveRun> room, Consumer<LiveRun> to) {
    Instant horizon = Instant.MAX;
    PriorityQueue<Position> heads =
        new PriorityQueue<>(Comparator.comparing(at -> at.buffer.element()));
    for (Position at : positions.values()) {
      if (!at.buffer.isEmpty()) {
        heads.add(at);
      } else if (!at.dry && at.due.isBefore(horizon)) {
        horizon = at.due;
      }
    }
    while (!heads.isEmpty()) {
      Position first = heads.remove();
      LiveRun head = first.buffer.element();
      if (!head.due().isBefore(horizon) || !room.test(head)) {
        return;
      }
      moveUntil(first, heads.peek(), horizon, room, to);
      if (!first.buffer.isEmpty()) {
        heads.add(first);
      } else if (!first.dry && first.due.isBefore(horizon)) {
        horizon = first.due;
      }
    }
  }

  /// Moves from one buffer what comes before the head of the next one.
  private static void moveUntil(
      Position from,
      @Nullable Position next,
      Instant horizon,
      Predicate<LiveRun> room,
      Consumer<LiveRun> to) {
    LiveRun end = next == null ? null : next.buffer.element();
    LiveRun head = from.buffer.peek();
    while (head != null
        && head.due().isBefore(horizon)
        && room.test(head)
        && (end == null || head.compareTo(end) < 0)) {
      from.buffer.remove();
      to.accept(head);
      head = from.buffer.peek();
    }
  }

  /// A stream of its own for a group of this one's runs. What of the group stands in the buffers is
  /// let go of, to be read again by the new stream.
  ///
  /// @param firsts of each shard the first run that the new stream is to read, as far as one has
  ///   been handed on already
  /// @param gone told of the runs that are let go of
  Stream parted(Long its, Map<Integer, LiveRun> firsts, Consumer<LiveRun> gone) {
    Stream apart = new Stream(lane, its);
    positions.forEach((shard, at) -> {
      LiveRun earliest = firsts.get(shard);
      for (LiveRun run : at.buffer) {
        if (apart.reads(run)) {
          earliest = earliest == null || run.compareTo(earliest) < 0 ? run : earliest;
          gone.accept(run);
        }
      }
      at.buffer.removeIf(apart::reads);
      Position start = new Position();
      start.due = earliest == null ? at.due : earliest.due().minus(TICK);
      start.id = earliest == null ? at.id : LAST_ID;
      apart.positions.put(shard, start);
    });
    return apart;
  }

  private boolean reads(LiveRun run) {
    return group != null && group.equals(run.gate().group());
  }

  /// Whether all there is has been read and merged.
  boolean isDry() {
    return positions.values().stream().allMatch(at -> at.dry && !at.reading && at.buffer.isEmpty());
  }

  /// Takes a run out of the buffers.
  void remove(UUID id) {
    positions.values().forEach(at -> at.buffer.removeIf(run -> run.id().equals(id)));
  }

  int buffered() {
    int buffered = 0;
    for (Position at : positions.values()) {
      buffered += at.buffer.size();
    }
    return buffered;
  }
}
