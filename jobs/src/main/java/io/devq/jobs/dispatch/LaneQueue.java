package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One lane over all shards of the node: a reading position and a buffer per shard, merged in due
/// order into what is ready to start. Bounded: at most [#WINDOW] runs stand ready, and a shard's
/// buffer holds one read. Guarded by the board's lock.
final class LaneQueue {

  /// Runs of one lane that stand ready in memory.
  static final int WINDOW = 2_000;

  private static final int FIRST_READ = 64;
  private static final int FULL_READ = 1_000;
  private static final UUID FIRST_ID = new UUID(0, 0);

  final Lane lane;
  private final Map<Integer, Position> positions = new HashMap<>();
  private final Map<Requirement, PriorityQueue<LiveRun>> ready = new LinkedHashMap<>();
  private int readyCount;

  LaneQueue(Lane lane) {
    this.lane = lane;
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

  /// Makes this lane read a shard from `firstDue` on.
  void hint(int shard, Instant firstDue) {
    positions.computeIfAbsent(shard, _ -> new Position()).lowerTo(firstDue.minusNanos(1000));
  }

  void drop(int shard) {
    positions.remove(shard);
    ready.values().forEach(queue -> readyCount -= removeFrom(queue, run -> run.shard() == shard));
  }

  private static int removeFrom(PriorityQueue<LiveRun> queue, Predicate<LiveRun> which) {
    int before = queue.size();
    queue.removeIf(which);
    return before - queue.size();
  }

  /// Adds the reads that would help now.
  void wanted(Collection<RunStore.Cursor> reads) {
    if (readyCount >= WINDOW) {
      return;
    }
    positions.forEach((shard, at) -> {
      if (!at.dry && !at.reading && at.buffer.size() < at.limit / 2) {
        at.reading = true;
        reads.add(new RunStore.Cursor(shard, lane, at.due, at.id, at.limit));
      }
    });
  }

  /// Moves every position back by a trail, so that what was committed late behind it is read.
  void rewind(Function<Instant, Instant> to) {
    positions.values().forEach(at -> at.lowerTo(to.apply(at.due)));
  }

  /// Takes in what one read brought; `fresh` tells what is not known yet.
  void accept(RunStore.Cursor read, Collection<LiveRun> rows, Predicate<LiveRun> fresh) {
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

  /// Merges what has been read, in due order, as far as no shard that is still to be read could
  /// hold something earlier. In bulk: nothing moves while at least half a window stands ready.
  void merge() {
    if (readyCount >= WINDOW / 2) {
      return;
    }
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
    while (readyCount < WINDOW && !heads.isEmpty()) {
      Position first = heads.remove();
      if (!first.buffer.element().due().isBefore(horizon)) {
        return;
      }
      moveUntil(first, heads.peek(), horizon);
      if (!first.buffer.isEmpty()) {
        heads.add(first);
      } else if (!first.dry && first.due.isBefore(horizon)) {
        horizon = first.due;
      }
    }
  }

  /// Moves from one buffer what comes before the head of the next one.
  private void moveUntil(Position from, @Nullable Position next, Instant horizon) {
    LiveRun end = next == null ? null : next.buffer.element();
    LiveRun head = from.buffer.peek();
    while (head != null
        && readyCount < WINDOW
        && head.due().isBefore(horizon)
        && (end == null || head.compareTo(end) < 0)) {
      add(from.buffer.remove());
      head = from.buffer.peek();
    }
  }

  private void add(LiveRun run) {
    ready.computeIfAbsent(Requirement.of(run), _ -> new PriorityQueue<>()).add(run);
    readyCount++;
  }

  /// The earliest run that is due and has a worker, or null.
  @Nullable LiveRun head(Instant now, Predicate<Requirement> servable) {
    LiveRun best = null;
    for (Map.Entry<Requirement, PriorityQueue<LiveRun>> entry : ready.entrySet()) {
      LiveRun head = entry.getValue().peek();
      if (head != null
          && !head.due().isAfter(now)
          && (best == null || head.compareTo(best) < 0)
          && servable.test(entry.getKey())) {
        best = head;
      }
    }
    return best;
  }

  /// Takes out a run that is the head of its requirement.
  void take(LiveRun head) {
    for (var queues = ready.values().iterator(); queues.hasNext(); ) {
      PriorityQueue<LiveRun> queue = queues.next();
      if (head.equals(queue.peek())) {
        queue.remove();
        readyCount--;
        if (queue.isEmpty()) {
          queues.remove();
        }
        return;
      }
    }
  }

  /// Takes a run out wherever it stands in memory.
  void remove(UUID id) {
    positions.values().forEach(at -> at.buffer.removeIf(run -> run.id().equals(id)));
    ready.values().forEach(queue -> readyCount -= removeFrom(queue, run -> run.id().equals(id)));
  }

  /// When the earliest run in memory that is not due yet will be, or null.
  @Nullable Instant nextDue(Instant now) {
    Instant next = null;
    for (PriorityQueue<LiveRun> queue : ready.values()) {
      LiveRun head = queue.peek();
      if (head != null && head.due().isAfter(now) && (next == null || head.due().isBefore(next))) {
        next = head.due();
      }
    }
    return next;
  }

  /// Runs that have been waiting longer than they may.
  void collectExpired(Instant now, Collection<LiveRun> expired) {
    for (PriorityQueue<LiveRun> queue : ready.values()) {
      for (LiveRun run : queue) {
        var limit = run.spec().queueTimeout();
        if (limit != null && run.due().plus(limit).isBefore(now)) {
          expired.add(run);
        }
      }
    }
  }

  int size() {
    return readyCount + positions.values().stream().mapToInt(at -> at.buffer.size()).sum();
  }
}
