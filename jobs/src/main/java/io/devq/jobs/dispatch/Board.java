package io.devq.jobs.dispatch;

import io.devq.base.Shards;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The waiting side of what this node knows: its shards, its queues with their lanes, and the
/// limits that hold runs back. Not safe for threads by itself; the [Dispatch] that owns it holds
/// one lock over it, the running set and the workers.
final class Board {

  private final Map<Integer, UUID> tokens = new TreeMap<>();
  private final Map<Integer, QueueLine> queues = new HashMap<>();
  private final Limits limits = new Limits(this::readmit);
  private final Set<UUID> waiting = new HashSet<>();
  private final Map<UUID, Integer> endedDuringRead = new HashMap<>();
  private final Set<UUID> withdrawn = new HashSet<>();
  private volatile IntFunction<QueueRules> rules = _ -> QueueRules.DEFAULT;
  private Instant clock = Instant.EPOCH;
  private double pass;

  /// Says where to look up what the operator says about a queue, by its number.
  void rules(IntFunction<QueueRules> rules) {
    this.rules = rules;
  }

  void own(int shard, UUID token) {
    tokens.put(shard, token);
  }

  void disown(int shard) {
    tokens.remove(shard);
    lanes(lane -> lane.drop(shard));
    forget(limits.remove(run -> run.shard() == shard));
    waiting.removeIf(id -> Shards.of(id) == shard);
    withdrawn.removeIf(id -> Shards.of(id) == shard);
    limits.disown(shard, clock);
  }

  @Nullable UUID token(int shard) {
    return tokens.get(shard);
  }

  List<Integer> shards() {
    return List.copyOf(tokens.keySet());
  }

  private void lanes(Consumer<LaneQueue> visitor) {
    queues.values().forEach(queue -> queue.each(visitor));
  }

  private QueueLine queue(Lane lane) {
    return queues.computeIfAbsent(lane.queue(), number -> new QueueLine(number, waiting::remove));
  }

  private @Nullable LaneQueue existing(Lane lane) {
    QueueLine queue = queues.get(lane.queue());
    return queue == null ? null : queue.existing(lane);
  }

  void hint(RunStore.Hint hint) {
    if (tokens.containsKey(hint.shard())) {
      queue(hint.lane()).lane(hint.lane()).hint(hint.shard(), hint.firstDue());
    }
  }

  /// Moves every reading position back by `trail`; with null to the beginning, which is the sweep.
  void rewind(@Nullable Duration trail) {
    if (trail == null) {
      queues.values().forEach(QueueLine::prune);
      limits.prune(clock);
    }
    lanes(lane -> lane.rewind(trail));
  }

  /// What to read now of the queues that are open.
  RunStore.Reads wantedReads() {
    List<RunStore.Cursor> reads = new ArrayList<>();
    Map<Lane, Set<Long>> apart = new HashMap<>();
    for (QueueLine queue : queues.values()) {
      queue.rules(rules.apply(queue.number));
      if (queue.rules().open()) {
        queue.each(lane -> {
          lane.wanted(reads);
          Set<Long> groups = lane.groupsApart();
          if (!groups.isEmpty()) {
            apart.put(lane.lane, groups);
          }
        });
      }
    }
    return new RunStore.Reads(reads, apart);
  }

  /// Takes in what reads brought.
  ///
  /// @param at when they were made
  void accept(RunStore.Reads reads, Collection<LiveRun> rows, Instant at, Predicate<UUID> running) {
    Map<Part, List<LiveRun>> parts = new HashMap<>();
    for (LiveRun row : rows) {
      parts.computeIfAbsent(part(row, reads), _ -> new ArrayList<>()).add(row);
    }
    Set<LaneQueue> filled = new HashSet<>();
    for (RunStore.Cursor read : reads.cursors()) {
      LaneQueue lane = existing(read.lane());
      if (lane != null) {
        Part part = new Part(read.shard(), read.lane(), read.group());
        lane.accept(read, parts.getOrDefault(part, List.of()), at, row -> isNew(row, running));
        filled.add(lane);
      }
    }
    filled.forEach(LaneQueue::merge);
  }

  /// What one cursor reads.
  private record Part(int shard, Lane lane, @Nullable Long group) {}

  private static Part part(LiveRun row, RunStore.Reads reads) {
    Long group = row.gate().group();
    boolean apart =
        group != null && reads.apart().getOrDefault(row.lane(), Set.of()).contains(group);
    return new Part(row.shard(), row.lane(), apart ? group : null);
  }

  private boolean isNew(LiveRun row, Predicate<UUID> running) {
    Integer ended = endedDuringRead.get(row.id());
    return !running.test(row.id())
        && !withdrawn.contains(row.id())
        && (ended == null || ended < row.attempt())
        && waiting.add(row.id());
  }

  void failed(List<RunStore.Cursor> reads) {
    for (RunStore.Cursor read : reads) {
      LaneQueue lane = existing(read.lane());
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

  /// A run is over: what waited for it may start.
  void over(UUID id) {
    limits.over(id, clock);
  }

  /// A read begins: what has ended until now, it will not see.
  void beginRead() {
    endedDuringRead.clear();
  }

  /// An attempt begins.
  ///
  /// @param restored whether it was under way before this node took its shard
  void began(LiveRun run, boolean restored) {
    limits.began(run, restored ? null : clock);
    queue(run.lane()).began(run);
  }

  /// An attempt is not under way any more.
  void attemptEnded(LiveRun run) {
    queue(run.lane()).ended(run);
    limits.ended(run, clock);
  }

  private void readmit(LiveRun run) {
    queue(run.lane()).lane(run.lane()).readmit(run);
  }

  /// Begins to pick runs to start at a moment.
  Round round(Instant now, Predicate<Requirement> servable) {
    clock = now;
    limits.tick(now);
    return new Round(now, servable);
  }

  /// Picks runs one by one. Queues take turns by their weights: each has come a way that is the
  /// slots given to it divided by its weight, and the one that has come least far goes next.
  final class Round {

    private final Instant now;
    private final Predicate<Requirement> servable;
    private final PriorityQueue<QueueLine> turns =
        new PriorityQueue<>(
            Comparator.comparingDouble((QueueLine queue) -> queue.pass)
                .thenComparingInt(queue -> queue.number));

    private Round(Instant now, Predicate<Requirement> servable) {
      this.now = now;
      this.servable = servable;
      for (QueueLine queue : queues.values()) {
        if (queue.hasReady()) {
          queue.rules(rules.apply(queue.number));
          queue.pass = queue.wasEmpty ? Math.max(queue.pass, pass) : queue.pass;
          queue.wasEmpty = false;
          turns.add(queue);
        } else {
          queue.wasEmpty = true;
        }
      }
    }

    /// The run to start next, taken out of the board, or null when none can start.
    @Nullable LiveRun next() {
      while (!turns.isEmpty()) {
        QueueLine queue = turns.remove();
        LiveRun run =
            queue.rules().open() && !queue.isFull()
                ? queue.next(now, servable, head -> limits.closed(head, now))
                : null;
        if (run != null) {
          waiting.remove(run.id());
          pass = Math.max(pass, queue.pass);
          queue.pass += (double) run.spec().sharing().weight() / queue.rules().weight();
          turns.add(queue);
          return run;
        }
      }
      return null;
    }
  }

  /// Takes a waiting run out of memory. No read brings it back until [#ended] says that its row has
  /// been changed or moved.
  void remove(LiveRun run) {
    waiting.remove(run.id());
    withdrawn.add(run.id());
    LaneQueue lane = existing(run.lane());
    if (lane != null) {
      lane.remove(run.id());
    }
    forget(limits.remove(held -> held.id().equals(run.id())));
  }

  private void forget(List<LiveRun> heldBack) {
    for (LiveRun run : heldBack) {
      LaneQueue lane = existing(run.lane());
      if (lane != null) {
        lane.forgotten(run);
      }
    }
  }

  /// When something in memory may start that cannot now, or null.
  @Nullable Instant nextDue(Instant now) {
    Instant[] next = {limits.nextTick()};
    lanes(lane -> {
      Instant due = lane.nextDue(now);
      if (due != null && (next[0] == null || due.isBefore(next[0]))) {
        next[0] = due;
      }
    });
    return next[0];
  }

  /// Runs that need several slots and have been waiting since before a moment.
  List<LiveRun> heavySince(Instant moment) {
    List<LiveRun> heavy = new ArrayList<>();
    lanes(lane ->
        lane.oldest(run -> {
          if (run.spec().sharing().weight() > 1 && run.due().isBefore(moment)) {
            heavy.add(run);
          }
        }));
    return heavy;
  }

  /// What holds a run back now, or null.
  @Nullable Closure closure(LiveRun run, Instant now) {
    return limits.closure(run, now);
  }

  /// The most runs of a queue that may be under way, when as many are; else null.
  @Nullable Integer fullAt(Lane lane) {
    QueueLine queue = queues.get(lane.queue());
    return queue != null && queue.isFull() ? queue.rules().maxRunning() : null;
  }

  int waiting() {
    return waiting.size();
  }

  /// Counts what waits in memory.
  void tally(Need.Tally tally) {
    lanes(lane -> lane.tally(tally));
    limits.each(run -> tally.waits(run.lane().queue(), Requirement.of(run), 1, run.due()));
  }

  /// Lanes of which more may wait than stands in memory.
  List<Lane> lanesWithMore() {
    List<Lane> lanes = new ArrayList<>();
    lanes(lane -> {
      if (lane.hasMore()) {
        lanes.add(lane.lane);
      }
    });
    return lanes;
  }

  /// Runs in memory by queue number.
  Map<Integer, Integer> waitingByQueue() {
    Map<Integer, Integer> counts = new HashMap<>();
    lanes(lane -> counts.merge(lane.lane.queue(), lane.size(), Integer::sum));
    limits.each(run -> counts.merge(run.lane().queue(), 1, Integer::sum));
    return counts;
  }
}
