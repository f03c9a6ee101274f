package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One lane over all shards of the node: what has been read of it and stands ready to start.
///
/// Bounded: at most [#WINDOW] runs stand ready. A group of runs with the same sharing keys that
/// fills more than its part of memory is read apart from then on, from a mark of its own and only
/// when few of it are left, so that the lane's own mark moves on past it: what waits behind a
/// hundred thousand runs of a saturated key is found at once. Guarded by the lock of [Dispatch].
final class LaneQueue {

  /// Runs of one lane that stand ready in memory.
  static final int WINDOW = 2_000;

  /// Runs of one group in memory, at most and, when there are many groups, at least.
  static final int GROUP_AT_MOST = 1_000;

  private static final int GROUP_AT_LEAST = 4;

  /// Groups of one lane that are read apart; when there are more, the lane waits for them.
  private static final int MOST_APART = 10_000;

  /// How much older than a read a run may be and still be found by the next one, which begins there
  /// when it has passed runs of groups that are read apart.
  private static final Duration LATE = Duration.ofSeconds(2);

  private static final Duration NEAR = Duration.ofMinutes(10);
  private static final int WHOLE_SWEEPS = 15;

  final Lane lane;
  private final Stream main;
  private final Map<Long, Stream> apart = new HashMap<>();
  private final Map<Long, Map<Integer, LiveRun>> overflow = new HashMap<>();
  private final Map<Long, Integer> inMemory = new HashMap<>();
  private final Map<Requirement, Line> lines = new LinkedHashMap<>();
  private final Function<LiveRun, Share> shares;
  private final Consumer<UUID> left;
  private int ready;
  private int sweeps;
  long servedAt;

  /// @param shares whose share a run is of
  /// @param left told of runs that are let go of, to be read again
  LaneQueue(Lane lane, Function<LiveRun, Share> shares, Consumer<UUID> left) {
    this.lane = lane;
    this.main = new Stream(lane, null);
    this.shares = shares;
    this.left = left;
  }

  /// Makes this lane read a shard from `firstDue` on.
  void hint(int shard, Instant firstDue) {
    main.hint(shard, firstDue);
    apart.values().forEach(stream -> stream.hint(shard, firstDue));
  }

  void drop(int shard) {
    main.drop(shard);
    apart.values().forEach(stream -> stream.drop(shard));
    remove(run -> run.shard() == shard);
  }

  /// Adds the reads that would help now.
  void wanted(Collection<RunStore.Cursor> reads) {
    if (ready < WINDOW && apart.size() < MOST_APART) {
      main.wanted(reads);
    }
    if (!apart.isEmpty()) {
      rejoin();
      apart.forEach((group, stream) -> {
        if (inMemory.getOrDefault(group, 0) + stream.buffered() <= most() / 4) {
          stream.wanted(reads);
        }
      });
    }
  }

  /// Groups of which everything has been read are read with the others again.
  private void rejoin() {
    apart
        .entrySet()
        .removeIf(
            entry -> inMemory.getOrDefault(entry.getKey(), 0) < most() && entry.getValue().isDry());
  }

  /// The groups that are read apart from the others.
  Set<Long> groupsApart() {
    return Set.copyOf(apart.keySet());
  }

  private int most() {
    return Math.clamp(WINDOW / (inMemory.size() + 1), GROUP_AT_LEAST, GROUP_AT_MOST);
  }

  /// Moves every position back by a trail, so that what was committed late behind it is read; with
  /// null far back: to the beginning, unless groups are read apart, whose many runs would all be
  /// passed again; then only now and then.
  void rewind(@Nullable Duration trail) {
    if (trail == null) {
      sweeps++;
    }
    boolean near = trail == null && !apart.isEmpty() && sweeps % WHOLE_SWEEPS != 0;
    main.rewind(near ? NEAR : trail);
    apart.values().forEach(stream -> stream.rewind(trail));
  }

  private @Nullable Stream stream(RunStore.Cursor read) {
    return read.group() == null ? main : apart.get(read.group());
  }

  /// Takes in what one read brought; `fresh` tells what is not known yet.
  void accept(
      RunStore.Cursor read, Collection<LiveRun> rows, Instant at, Predicate<LiveRun> fresh) {
    Stream stream = stream(read);
    if (stream != null) {
      Instant passed = stream == main && !apart.isEmpty() ? at.minus(LATE) : Instant.EPOCH;
      stream.accept(read, rows, passed, row -> isOf(row, read.group()) && fresh.test(row));
    }
  }

  private boolean isOf(LiveRun row, @Nullable Long group) {
    Long its = row.gate().group();
    return group != null ? group.equals(its) : its == null || !apart.containsKey(its);
  }

  /// A read failed: it may be tried again.
  void failed(RunStore.Cursor read) {
    Stream stream = stream(read);
    if (stream != null) {
      stream.failed(read);
    }
  }

  /// Takes over what has been read. In bulk: nothing moves while at least half a window stands
  /// ready.
  void merge() {
    if (ready < WINDOW / 2) {
      main.merge(_ -> ready < WINDOW, this::takeOver);
      overflow.forEach((group, firsts) ->
          apart.put(group, main.parted(group, firsts, gone -> left.accept(gone.id()))));
      overflow.clear();
    }
    if (!apart.isEmpty()) {
      apart.forEach((group, stream) ->
          stream.merge(_ -> inMemory.getOrDefault(group, 0) < most(), this::admit));
    }
  }

  private void takeOver(LiveRun run) {
    Long group = run.gate().group();
    if (group == null) {
      add(run);
    } else if (!overflow.containsKey(group) && inMemory.getOrDefault(group, 0) < most()) {
      admit(run);
    } else {
      overflow.computeIfAbsent(group, _ -> new HashMap<>()).putIfAbsent(run.shard(), run);
      left.accept(run.id());
    }
  }

  private void admit(LiveRun run) {
    count(run, 1);
    add(run);
  }

  private void count(LiveRun run, int more) {
    Long group = run.gate().group();
    if (group != null) {
      inMemory.merge(group, more, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  /// A run that something had held back stands ready again.
  void readmit(LiveRun run) {
    add(run);
  }

  private void add(LiveRun run) {
    lines.computeIfAbsent(Requirement.of(run), _ -> new Line()).add(run, shares.apply(run));
    ready++;
  }

  /// The run to start next that is due and has a worker, or null: of whoever has the least under
  /// way, and of those in due order. What may not start is handed to `closed`, which keeps it.
  @Nullable LiveRun head(Instant now, Predicate<Requirement> servable, Predicate<LiveRun> closed) {
    LiveRun best = null;
    double least = 0;
    for (Map.Entry<Requirement, Line> entry : lines.entrySet()) {
      if (!entry.getValue().isEmpty() && servable.test(entry.getKey())) {
        LiveRun head = entry.getValue().head(now, run -> isClosed(run, closed));
        double use = head == null ? 0 : entry.getValue().use(shares.apply(head));
        if (head != null && (best == null || isBefore(head, use, best, least))) {
          best = head;
          least = use;
        }
      }
    }
    lines.values().removeIf(Line::isEmpty);
    return best;
  }

  private static boolean isBefore(LiveRun head, double use, LiveRun best, double least) {
    return use < least || (use == least && head.compareTo(best) < 0);
  }

  private boolean isClosed(LiveRun run, Predicate<LiveRun> closed) {
    boolean is = closed.test(run);
    if (is) {
      ready--;
    }
    return is;
  }

  /// Takes out a run that is the head of its line.
  void take(LiveRun head) {
    Line line = lines.get(Requirement.of(head));
    if (line != null) {
      line.take(head, shares.apply(head));
      if (line.isEmpty()) {
        lines.remove(Requirement.of(head));
      }
      ready--;
      count(head, -1);
    }
  }

  /// A run that was held back has been taken out of memory.
  void forgotten(LiveRun run) {
    count(run, -1);
  }

  /// Takes a run out wherever it stands in memory.
  void remove(UUID id) {
    main.remove(id);
    apart.values().forEach(stream -> stream.remove(id));
    remove(run -> run.id().equals(id));
  }

  private void remove(Predicate<LiveRun> which) {
    List<LiveRun> removed = new ArrayList<>();
    lines.values().forEach(line -> ready -= line.remove(which, removed));
    lines.values().removeIf(Line::isEmpty);
    removed.forEach(run -> count(run, -1));
  }

  /// When the earliest run in memory that is not due yet will be, or null.
  @Nullable Instant nextDue(Instant now) {
    Instant next = null;
    for (Line line : lines.values()) {
      Instant due = line.nextDue(now);
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    return next;
  }

  /// Of each kind of requirement the run that has been waiting longest.
  void oldest(Consumer<LiveRun> visitor) {
    for (Line line : lines.values()) {
      LiveRun oldest = line.oldest();
      if (oldest != null) {
        visitor.accept(oldest);
      }
    }
  }

  /// Counts what stands ready.
  void tally(Need.Tally tally) {
    lines.forEach((wanted, line) -> {
      LiveRun oldest = line.oldest();
      tally.waits(lane.queue(), wanted, line.size(), oldest == null ? null : oldest.due());
    });
  }

  /// Whether more may wait than stands in memory.
  boolean hasMore() {
    return !apart.isEmpty() || !main.isDry();
  }

  int ready() {
    return ready;
  }

  /// Runs in memory, as far as nothing holds them back.
  int size() {
    return ready + main.buffered() + apart.values().stream().mapToInt(Stream::buffered).sum();
  }

  /// Whether nothing of it is known: it can be forgotten until there is something to read again.
  boolean isIdle() {
    return ready == 0 && inMemory.isEmpty() && apart.isEmpty() && main.isDry();
  }
}
