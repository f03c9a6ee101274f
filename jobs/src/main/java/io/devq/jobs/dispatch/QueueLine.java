package io.devq.jobs.dispatch;

import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A queue: its lanes, and whose turn it is among them. Kinds of work take turns. Inside a kind the
/// highest priority goes first; but of [#TURNS] turns one belongs to those that have been waiting
/// longer than [#AGED], so that no priority starves. Guarded by the lock of [Dispatch].
final class QueueLine {

  /// How long work of a low priority waits before it gets turns of its own.
  static final Duration AGED = Duration.ofMinutes(5);

  /// One of so many turns of a kind goes to a lane that has aged.
  static final int TURNS = 8;

  private static final Lane.Kind[] KINDS = Lane.Kind.values();

  final int number;
  double pass;
  boolean wasEmpty = true;
  private final Map<Lane.Kind, KindLine> kinds = new EnumMap<>(Lane.Kind.class);
  private final Map<String, Share> shares = new HashMap<>();
  private final Share nobody = new Share(1, 0);
  private final Consumer<UUID> left;
  private QueueRules rules = QueueRules.DEFAULT;
  private double served;
  private int running;
  private int turn;

  private static final class KindLine {
    final @Nullable LaneQueue[] lanes = new LaneQueue[Lane.HIGHEST + 1];
    long picks;
  }

  /// @param left told of runs that are let go of, to be read again
  QueueLine(int number, Consumer<UUID> left) {
    this.number = number;
    this.left = left;
  }

  void rules(QueueRules rules) {
    this.rules = rules;
  }

  QueueRules rules() {
    return rules;
  }

  LaneQueue lane(Lane lane) {
    KindLine kind = kinds.computeIfAbsent(lane.kind(), _ -> new KindLine());
    LaneQueue known = kind.lanes[lane.priority()];
    if (known == null) {
      known = new LaneQueue(lane, this::share, left);
      kind.lanes[lane.priority()] = known;
    }
    return known;
  }

  @Nullable LaneQueue existing(Lane lane) {
    KindLine kind = kinds.get(lane.kind());
    return kind == null ? null : kind.lanes[lane.priority()];
  }

  void each(Consumer<LaneQueue> visitor) {
    for (KindLine kind : kinds.values()) {
      for (LaneQueue lane : kind.lanes) {
        if (lane != null) {
          visitor.accept(lane);
        }
      }
    }
  }

  private Share share(LiveRun run) {
    String key = run.spec().sharing().fairKey();
    return key == null
        ? nobody
        : shares.computeIfAbsent(
            key, _ -> new Share(rules.fairWeights().getOrDefault(key, 1), served));
  }

  /// Whether as many of its runs are under way as may be.
  boolean isFull() {
    Integer most = rules.maxRunning();
    return most != null && running >= most;
  }

  int running() {
    return running;
  }

  /// An attempt begins.
  void began(LiveRun run) {
    running++;
    share(run).take(run.spec().sharing().weight());
  }

  /// An attempt is not under way any more.
  void ended(LiveRun run) {
    running--;
    Share share = share(run);
    share.take(-run.spec().sharing().weight());
    if (share != nobody && share.isIdle()) {
      shares.remove(run.spec().sharing().fairKey());
    }
  }

  boolean hasReady() {
    for (KindLine kind : kinds.values()) {
      for (LaneQueue lane : kind.lanes) {
        if (lane != null && lane.ready() > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// Takes out the run to start next, or null when none can start.
  ///
  /// @param closed takes and keeps what may not start
  @Nullable LiveRun next(Instant now, Predicate<Requirement> servable, Predicate<LiveRun> closed) {
    for (int i = 0; i < KINDS.length; i++) {
      int at = (turn + i) % KINDS.length;
      KindLine kind = kinds.get(KINDS[at]);
      LiveRun run = kind == null ? null : next(kind, now, servable, closed);
      if (run != null) {
        turn = (at + 1) % KINDS.length;
        return run;
      }
    }
    return null;
  }

  private @Nullable LiveRun next(
      KindLine kind, Instant now, Predicate<Requirement> servable, Predicate<LiveRun> closed) {
    LaneQueue first = null;
    LiveRun head = null;
    for (int priority = Lane.HIGHEST; priority >= 0 && head == null; priority--) {
      first = kind.lanes[priority];
      head = first == null ? null : first.head(now, servable, closed);
    }
    if (first == null || head == null) {
      return null;
    }
    kind.picks++;
    if (kind.picks % TURNS == 0) {
      LiveRun aged = nextAged(kind, first.lane.priority(), now, servable, closed);
      if (aged != null) {
        return aged;
      }
    }
    return taken(kind, first, head);
  }

  private @Nullable LiveRun nextAged(
      KindLine kind,
      int below,
      Instant now,
      Predicate<Requirement> servable,
      Predicate<LiveRun> closed) {
    LaneQueue longest = null;
    LiveRun head = null;
    for (int priority = below - 1; priority >= 0; priority--) {
      LaneQueue lane = kind.lanes[priority];
      LiveRun its = lane == null ? null : lane.head(now, servable, closed);
      if (lane != null
          && its != null
          && its.due().plus(AGED).isBefore(now)
          && (longest == null || lane.servedAt < longest.servedAt)) {
        longest = lane;
        head = its;
      }
    }
    return longest == null || head == null ? null : taken(kind, longest, head);
  }

  private LiveRun taken(KindLine kind, LaneQueue lane, LiveRun run) {
    lane.take(run);
    lane.servedAt = kind.picks;
    Share share = share(run);
    share.serve(run.spec().sharing().weight());
    served = Math.max(served, share.served());
    lane.merge();
    return run;
  }

  /// Forgets lanes of which nothing is known.
  void prune() {
    for (KindLine kind : kinds.values()) {
      for (int i = 0; i < kind.lanes.length; i++) {
        LaneQueue lane = kind.lanes[i];
        if (lane != null && lane.isIdle()) {
          kind.lanes[i] = null;
        }
      }
    }
  }
}
