package io.devq.jobs.dispatch;

import io.devq.base.Shards;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The waiting side of what this node knows: its shards, and the lanes of their backlogs. Not safe
/// for threads by itself; the [Dispatch] that owns it holds one lock over it, the running set and
/// the workers.
final class Board {

  private static final Lane.Kind[] KINDS = Lane.Kind.values();

  private final Map<Integer, UUID> tokens = new TreeMap<>();
  private final Map<Integer, LaneQueue> lanes = new HashMap<>();
  private final Set<UUID> waiting = new HashSet<>();
  private final Map<UUID, Integer> endedDuringRead = new HashMap<>();
  private final Set<UUID> withdrawn = new HashSet<>();
  private int turn;

  void own(int shard, UUID token) {
    tokens.put(shard, token);
  }

  void disown(int shard) {
    tokens.remove(shard);
    lanes.values().forEach(lane -> lane.drop(shard));
    waiting.removeIf(id -> Shards.of(id) == shard);
    withdrawn.removeIf(id -> Shards.of(id) == shard);
  }

  @Nullable UUID token(int shard) {
    return tokens.get(shard);
  }

  List<Integer> shards() {
    return List.copyOf(tokens.keySet());
  }

  void hint(RunStore.Hint hint) {
    if (tokens.containsKey(hint.shard())) {
      lanes
          .computeIfAbsent(hint.lane().number(), _ -> new LaneQueue(hint.lane()))
          .hint(hint.shard(), hint.firstDue());
    }
  }

  /// Moves every reading position back by `trail`; with null to the beginning, which is the sweep.
  void rewind(@Nullable Duration trail) {
    lanes.values().forEach(lane -> lane.rewind(due -> rewound(due, trail)));
  }

  private static Instant rewound(Instant due, @Nullable Duration trail) {
    return trail == null || due.isBefore(Instant.EPOCH.plus(trail))
        ? Instant.EPOCH
        : due.minus(trail);
  }

  List<RunStore.Cursor> wantedReads(Predicate<Lane> open) {
    List<RunStore.Cursor> reads = new ArrayList<>();
    for (LaneQueue lane : lanes.values()) {
      if (open.test(lane.lane)) {
        lane.wanted(reads);
      }
    }
    return reads;
  }

  /// Takes in what reads brought.
  void accept(List<RunStore.Cursor> reads, Collection<LiveRun> rows, Predicate<UUID> running) {
    Map<Long, List<LiveRun>> byCursor = new HashMap<>();
    for (LiveRun row : rows) {
      byCursor.computeIfAbsent(key(row.shard(), row.lane()), _ -> new ArrayList<>()).add(row);
    }
    for (RunStore.Cursor read : reads) {
      LaneQueue lane = lanes.get(read.lane().number());
      if (lane != null) {
        List<LiveRun> brought = byCursor.getOrDefault(key(read.shard(), read.lane()), List.of());
        lane.accept(read, brought, row -> isNew(row, running));
        lane.merge();
      }
    }
  }

  private boolean isNew(LiveRun row, Predicate<UUID> running) {
    Integer ended = endedDuringRead.get(row.id());
    return !running.test(row.id())
        && !withdrawn.contains(row.id())
        && (ended == null || ended < row.attempt())
        && waiting.add(row.id());
  }

  private static long key(int shard, Lane lane) {
    return ((long) shard << 32) | lane.number();
  }

  void failed(List<RunStore.Cursor> reads) {
    for (RunStore.Cursor read : reads) {
      LaneQueue lane = lanes.get(read.lane().number());
      if (lane != null) {
        lane.failed(read);
      }
    }
  }

  /// Remembers that an attempt's end has been committed, so that a read that began earlier does not
  /// bring it back.
  void ended(UUID id, int attempt) {
    waiting.remove(id);
    withdrawn.remove(id);
    endedDuringRead.put(id, attempt);
  }

  /// A read begins: what has ended until now, it will not see.
  void beginRead() {
    endedDuringRead.clear();
  }

  /// The run to start next, or null. Kinds take turns; inside a kind the lane with the earliest
  /// head goes first, a higher band having a head start.
  @Nullable LiveRun next(Instant now, Predicate<Lane> open, Predicate<Requirement> servable) {
    for (int i = 0; i < KINDS.length; i++) {
      Lane.Kind kind = KINDS[(turn + i) % KINDS.length];
      LaneQueue lane = earliest(kind, now, open, servable);
      LiveRun head = lane == null ? null : lane.head(now, servable);
      if (lane != null && head != null) {
        turn = (turn + i + 1) % KINDS.length;
        lane.take(head);
        waiting.remove(head.id());
        lane.merge();
        return head;
      }
    }
    return null;
  }

  private @Nullable LaneQueue earliest(
      Lane.Kind kind, Instant now, Predicate<Lane> open, Predicate<Requirement> servable) {
    LaneQueue best = null;
    Instant bestTime = Instant.MAX;
    for (LaneQueue lane : lanes.values()) {
      if (lane.lane.kind() == kind && open.test(lane.lane)) {
        LiveRun head = lane.head(now, servable);
        Instant time = head == null ? Instant.MAX : Precedence.rank(head);
        if (head != null && (best == null || time.isBefore(bestTime))) {
          best = lane;
          bestTime = time;
        }
      }
    }
    return best;
  }

  /// Takes a waiting run out of memory. No read brings it back until [#ended] says that its row has
  /// been changed or moved.
  void remove(LiveRun run) {
    waiting.remove(run.id());
    withdrawn.add(run.id());
    LaneQueue lane = lanes.get(run.lane().number());
    if (lane != null) {
      lane.remove(run.id());
    }
  }

  @Nullable Instant nextDue(Instant now) {
    Instant next = null;
    for (LaneQueue lane : lanes.values()) {
      Instant due = lane.nextDue(now);
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    return next;
  }

  List<LiveRun> expired(Instant now) {
    List<LiveRun> expired = new ArrayList<>();
    lanes.values().forEach(lane -> lane.collectExpired(now, expired));
    return expired;
  }

  int waiting() {
    return waiting.size();
  }

  /// Runs in memory by queue number.
  Map<Integer, Integer> waitingByQueue() {
    Map<Integer, Integer> counts = new HashMap<>();
    lanes.values().forEach(lane -> counts.merge(lane.lane.queue(), lane.size(), Integer::sum));
    return counts;
  }

  /// Names a worker for each requirement: the least loaded one with a free slot.
  static @Nullable Worker leastLoaded(Collection<Worker> workers, Requirement wanted) {
    Worker best = null;
    for (Worker worker : workers) {
      if (worker.free() > 0
          && worker.suits(wanted)
          && (best == null || worker.load() < best.load())) {
        best = worker;
      }
    }
    return best;
  }
}
