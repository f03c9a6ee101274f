package io.devq.jobs.dispatch;

import io.devq.base.Shards;
import io.devq.jobs.Sharing;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The keys that tie runs to each other: concurrency, rate, order, and the job whose runs follow
/// each other. Keeps the runs in memory that a key holds back, and lets them go when it frees.
/// Guarded by the lock of [Dispatch].
final class Limits {

  private static final Comparator<LiveRun> BY_PRIORITY =
      Comparator.comparingInt((LiveRun run) -> -run.lane().priority())
          .thenComparing(Comparator.naturalOrder());

  private final Map<Key, Holder> holders = new HashMap<>();
  private final Map<UUID, List<Key>> seats = new HashMap<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
  private final Consumer<LiveRun> letGo;

  /// A key.
  ///
  /// @param scope the project, or the queue's number
  record Key(Closure.Kind kind, int scope, String name) {}

  private record Timer(Instant at, Key key) {}

  private static final class Holder {
    int underWay;
    @Nullable UUID current;
    @Nullable RateWindow rate;
    @Nullable Instant timer;
    final PriorityQueue<LiveRun> closed = new PriorityQueue<>(BY_PRIORITY);
  }

  /// @param letGo told of runs that may be looked at again
  Limits(Consumer<LiveRun> letGo) {
    this.letGo = letGo;
  }

  private static @Nullable Key order(LiveRun run) {
    String key = run.spec().sharing().orderKey();
    return key == null || run.lane().kind() != Lane.Kind.ORDERED
        ? null
        : new Key(Closure.Kind.ORDER, run.lane().queue(), key);
  }

  private static @Nullable Key job(LiveRun run) {
    return run.gate().serial() && run.job() != null
        ? new Key(Closure.Kind.JOB, run.project(), run.job().toString())
        : null;
  }

  private static @Nullable Key concurrency(LiveRun run) {
    Sharing.Concurrency limit = run.spec().sharing().concurrency();
    return limit == null ? null : new Key(Closure.Kind.CONCURRENCY, run.project(), limit.key());
  }

  /// Whether two runs count against the same concurrency limit.
  static boolean sharesConcurrency(LiveRun a, LiveRun b) {
    Key key = concurrency(a);
    return key != null && key.equals(concurrency(b));
  }

  private static @Nullable Key rate(LiveRun run) {
    Sharing.Rate limit = run.spec().sharing().rate();
    return limit == null ? null : new Key(Closure.Kind.RATE, run.project(), limit.key());
  }

  private static boolean untied(LiveRun run) {
    return run.gate().hold() == null && !run.gate().serial() && !run.spec().sharing().keyed();
  }

  private Holder holder(Key key) {
    return holders.computeIfAbsent(key, _ -> new Holder());
  }

  /// Whether something holds a run back; it is kept until that lets it go.
  boolean closed(LiveRun run, Instant now) {
    if (untied(run)) {
      return false;
    }
    Key key = closer(run, now);
    if (key == null) {
      return false;
    }
    holder(key).closed.add(run);
    wakeOthers(run, key, now);
    return true;
  }

  /// The key that holds a run back, or null when it may start.
  @Nullable Key closer(LiveRun run, Instant now) {
    List<Key> oneByOne = oneByOne(run);
    giveUpSeats(run, oneByOne, now);
    for (Key key : oneByOne) {
      if (!isFirst(key, run)) {
        return key;
      }
    }
    Instant hold = run.gate().hold();
    if (hold != null && hold.isAfter(now)) {
      Key key = new Key(Closure.Kind.HOLD, 0, run.id().toString());
      wakeAt(key, hold);
      return key;
    }
    Key concurrency = concurrency(run);
    if (concurrency != null && holder(concurrency).underWay >= concurrencyLimit(run)) {
      return concurrency;
    }
    return closedRate(run, now);
  }

  private static int concurrencyLimit(LiveRun run) {
    Sharing.Concurrency limit = run.spec().sharing().concurrency();
    return limit == null ? Integer.MAX_VALUE : limit.limit();
  }

  private static List<Key> oneByOne(LiveRun run) {
    List<Key> keys = new ArrayList<>(2);
    Key order = order(run);
    if (order != null) {
      keys.add(order);
    }
    Key job = job(run);
    if (job != null) {
      keys.add(job);
    }
    return keys;
  }

  /// The first of a key that is met is the one that may start, and stays it until it is over: the
  /// lane of ordered work is read in due order.
  private boolean isFirst(Key key, LiveRun run) {
    Holder holder = holder(key);
    if (holder.current == null) {
      seat(key, holder, run.id());
    }
    return run.id().equals(holder.current);
  }

  private void seat(Key key, Holder holder, UUID run) {
    holder.current = run;
    List<Key> held = seats.computeIfAbsent(run, _ -> new ArrayList<>(2));
    if (!held.contains(key)) {
      held.add(key);
    }
  }

  /// A run that was edited may have other keys now.
  private void giveUpSeats(LiveRun run, List<Key> keys, Instant now) {
    List<Key> held = seats.get(run.id());
    if (held != null && !keys.containsAll(held)) {
      over(run.id(), now);
    }
  }

  private void wakeAt(Key key, Instant at) {
    Holder holder = holder(key);
    if (holder.timer == null || at.isBefore(holder.timer)) {
      holder.timer = at;
      timers.add(new Timer(at, key));
    }
  }

  private @Nullable Key closedRate(LiveRun run, Instant now) {
    Sharing.Rate limit = run.spec().sharing().rate();
    Key key = rate(run);
    if (limit == null || key == null) {
      return null;
    }
    RateWindow window = window(holder(key), limit);
    if (window.allows(limit, now)) {
      return null;
    }
    wakeAt(key, window.next(now));
    return key;
  }

  private static RateWindow window(Holder holder, Sharing.Rate limit) {
    RateWindow window = holder.rate;
    if (window == null || !window.per().equals(limit.per())) {
      window = new RateWindow(limit.per());
      holder.rate = window;
    }
    return window;
  }

  /// A run that one key had let go of is held back by another one: the first has room for the next.
  private void wakeOthers(LiveRun run, Key closer, Instant now) {
    Key concurrency = concurrency(run);
    if (concurrency != null && !concurrency.equals(closer)) {
      wake(concurrency, now);
    }
    Key rate = rate(run);
    if (rate != null && !rate.equals(closer)) {
      wake(rate, now);
    }
  }

  /// An attempt begins.
  ///
  /// @param now when it starts, or null when it was under way before
  void began(LiveRun run, @Nullable Instant now) {
    if (untied(run)) {
      return;
    }
    oneByOne(run).forEach(key -> seat(key, holder(key), run.id()));
    Key concurrency = concurrency(run);
    if (concurrency != null) {
      holder(concurrency).underWay++;
    }
    Sharing.Rate limit = run.spec().sharing().rate();
    Key rate = rate(run);
    if (limit != null && rate != null && now != null) {
      window(holder(rate), limit).start(now);
    }
  }

  /// An attempt is not under way any more.
  void ended(LiveRun run, Instant now) {
    if (untied(run)) {
      return;
    }
    Key key = concurrency(run);
    Holder holder = key == null ? null : holders.get(key);
    if (key != null && holder != null) {
      holder.underWay--;
      wake(key, now);
    }
  }

  /// A run is over, or has left this node: the next one of its order or job may start.
  void over(UUID run, Instant now) {
    List<Key> held = seats.remove(run);
    if (held != null) {
      held.forEach(key -> vacate(key, run, now));
    }
  }

  private void vacate(Key key, UUID run, Instant now) {
    Holder holder = holders.get(key);
    if (holder != null && run.equals(holder.current)) {
      holder.current = null;
      wake(key, now);
    }
  }

  /// The runs of a shard have left this node.
  void disown(int shard, Instant now) {
    seats.keySet().stream()
        .filter(run -> Shards.of(run) == shard)
        .toList()
        .forEach(run -> over(run, now));
  }

  /// Lets go of what a key has room for.
  private void wake(Key key, Instant now) {
    Holder holder = holders.get(key);
    if (holder == null) {
      return;
    }
    for (int room = room(key, holder, now); room > 0 && !holder.closed.isEmpty(); room--) {
      letGo.accept(holder.closed.remove());
    }
    if (!holder.closed.isEmpty() && holder.rate != null) {
      wakeAt(key, holder.rate.next(now));
    }
    forgetIfIdle(key, holder, now);
  }

  private static int room(Key key, Holder holder, Instant now) {
    LiveRun first = holder.closed.peek();
    if (first == null) {
      return 0;
    }
    Sharing.Rate limit = first.spec().sharing().rate();
    return switch (key.kind()) {
      case CONCURRENCY -> concurrencyLimit(first) - holder.underWay;
      case RATE -> limit == null || holder.rate == null ? 1 : holder.rate.left(limit, now);
      case ORDER, JOB -> holder.current == null ? 1 : 0;
      case HOLD -> 1;
    };
  }

  private void forgetIfIdle(Key key, Holder holder, Instant now) {
    if (holder.underWay == 0
        && holder.current == null
        && holder.closed.isEmpty()
        && (holder.rate == null || holder.rate.isIdle(now))) {
      holders.remove(key);
    }
  }

  /// Lets go of what time has freed.
  void tick(Instant now) {
    while (!timers.isEmpty() && !timers.element().at().isAfter(now)) {
      Key key = timers.remove().key();
      Holder holder = holders.get(key);
      if (holder != null) {
        holder.timer = null;
        wake(key, now);
      }
    }
  }

  /// Forgets keys with which nothing has happened for long.
  void prune(Instant now) {
    List.copyOf(holders.entrySet())
        .forEach(entry -> forgetIfIdle(entry.getKey(), entry.getValue(), now));
  }

  /// When time frees something next, or null.
  @Nullable Instant nextTick() {
    Timer next = timers.peek();
    return next == null ? null : next.at();
  }

  /// Takes held-back runs out of memory.
  List<LiveRun> remove(Predicate<LiveRun> which) {
    List<LiveRun> removed = new ArrayList<>();
    for (Holder holder : holders.values()) {
      if (!holder.closed.isEmpty()) {
        holder.closed.stream().filter(which).forEach(removed::add);
        holder.closed.removeIf(which);
      }
    }
    return removed;
  }

  void each(Consumer<LiveRun> visitor) {
    holders.values().forEach(holder -> holder.closed.forEach(visitor));
  }

  /// What holds a run back now, or null; nothing changes.
  @Nullable Closure closure(LiveRun run, Instant now) {
    Instant hold = run.gate().hold();
    Sharing sharing = run.spec().sharing();
    for (Key key : oneByOne(run)) {
      Holder first = holders.get(key);
      if (first != null && first.current != null && !first.current.equals(run.id())) {
        return new Closure(key.kind(), key.name(), 1, 1, first.current, null);
      }
    }
    if (hold != null && hold.isAfter(now)) {
      return new Closure(Closure.Kind.HOLD, "", 0, 0, null, hold);
    }
    Key concurrency = concurrency(run);
    Holder many = concurrency == null ? null : holders.get(concurrency);
    if (concurrency != null && many != null && many.underWay >= concurrencyLimit(run)) {
      return new Closure(
          Closure.Kind.CONCURRENCY,
          concurrency.name(),
          many.underWay,
          concurrencyLimit(run),
          null,
          null);
    }
    Sharing.Rate limit = sharing.rate();
    Key rate = rate(run);
    Holder starts = rate == null ? null : holders.get(rate);
    if (limit != null && starts != null && starts.rate != null && !starts.rate.allows(limit, now)) {
      return new Closure(
          Closure.Kind.RATE,
          limit.key(),
          limit.limit(),
          limit.limit(),
          null,
          starts.rate.next(now));
    }
    return null;
  }
}
