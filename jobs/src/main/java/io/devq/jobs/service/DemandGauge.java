package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.jobs.Demand;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.Need;
import io.devq.jobs.dispatch.Requirement;
import io.devq.jobs.dispatch.Roster;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Measures how much work arrives and how long it takes, by queue and kind of work, and says how
/// many slots it needs. Sees what this node owns.
final class DemandGauge implements Service {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /// How often what stands only in the database is counted, and how far.
  private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

  private static final int COUNTED = 1_000_000;

  /// Over which time arrivals are averaged.
  private static final double WINDOW_SECONDS = 30;

  /// How many runs the mean length is taken over.
  private static final double SAMPLES = 100;

  private static final Duration GUESS = Duration.ofSeconds(10);

  private final Dispatch dispatch;
  private final RunStore runs;
  private final DatabaseTime time;
  private final Map<Need.Kind, Gauge> gauges = new ConcurrentHashMap<>();
  private final Map<Integer, Long> beyondMemory = new ConcurrentHashMap<>();
  private final Loop loop = new Loop("devq-demand", this::runOnce);
  private long measuredAt;
  private long countedAt;

  private static final class Gauge {
    final LongAdder started = new LongAdder();
    private long startedBefore;
    private long waitingBefore;
    private double arrivals;
    private double meanSeconds = -1;
    private int samples;

    synchronized void took(double seconds) {
      samples++;
      double part = 1 / Math.min(samples, SAMPLES);
      meanSeconds = meanSeconds < 0 ? seconds : meanSeconds + part * (seconds - meanSeconds);
    }

    synchronized void measure(long waiting, double seconds) {
      long now = started.sum();
      double rate = Math.max(0, waiting - waitingBefore + now - startedBefore) / seconds;
      arrivals += (1 - Math.exp(-seconds / WINDOW_SECONDS)) * (rate - arrivals);
      startedBefore = now;
      waitingBefore = waiting;
    }

    synchronized double arrivals() {
      return arrivals < 0.001 ? 0 : arrivals;
    }

    synchronized Duration mean() {
      return meanSeconds < 0 ? GUESS : Duration.ofNanos((long) (meanSeconds * 1e9));
    }
  }

  DemandGauge(Dispatch dispatch, Stores stores, DatabaseTime time) {
    this.dispatch = dispatch;
    this.runs = stores.runs();
    this.time = time;
    this.measuredAt = time.nanos();
    this.countedAt = measuredAt - COUNT_EVERY.toNanos();
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  private Gauge gauge(LiveRun run) {
    return gauges.computeIfAbsent(kind(run), _ -> new Gauge());
  }

  private static Need.Kind kind(LiveRun run) {
    return new Need.Kind(
        run.lane().queue(), run.project(), run.spec().type(), Set.copyOf(run.spec().labels()));
  }

  /// Runs have been given to workers.
  void claimed(List<LiveRun> given) {
    given.forEach(run -> gauge(run).started.increment());
  }

  /// Runs are over.
  void ended(List<RunStore.Ending> endings) {
    for (RunStore.Ending ending : endings) {
      var began = ending.last().startedAt();
      if (began != null) {
        gauge(ending.run()).took(Duration.between(began, time.now()).toNanos() / 1e9);
      }
    }
  }

  Duration runOnce() {
    long now = time.nanos();
    Dispatch.Needs needs = dispatch.needs();
    if (now - countedAt >= COUNT_EVERY.toNanos()) {
      countedAt = now;
      count(needs);
    }
    double seconds = Math.max(0.001, (now - measuredAt) / 1e9);
    measuredAt = now;
    needs.byKind().keySet().forEach(kind -> gauges.computeIfAbsent(kind, _ -> new Gauge()));
    gauges.forEach((kind, gauge) -> gauge.measure(waiting(kind, needs), seconds));
    return EVERY;
  }

  /// Counts queues of which more waits than stands in memory.
  private void count(Dispatch.Needs needs) {
    Map<Integer, Long> counts = new HashMap<>();
    List<Integer> shards = dispatch.shards();
    for (Lane lane : needs.more()) {
      counts.merge(lane.queue(), runs.due(shards, lane, COUNTED), Long::sum);
    }
    beyondMemory.keySet().retainAll(counts.keySet());
    beyondMemory.putAll(counts);
  }

  private long waiting(Need.Kind kind, Dispatch.Needs needs) {
    Need need = needs.byKind().get(kind);
    if (need == null) {
      return 0;
    }
    Long counted = beyondMemory.get(kind.queue());
    long inMemory = 0;
    long underWay = 0;
    for (Map.Entry<Need.Kind, Need> entry : needs.byKind().entrySet()) {
      if (entry.getKey().queue() == kind.queue()) {
        inMemory += entry.getValue().waiting();
        underWay += entry.getValue().running();
      }
    }
    if (counted == null || inMemory == 0 || counted - underWay <= inMemory) {
      return need.waiting();
    }
    return Math.round((double) need.waiting() * (counted - underWay) / inMemory);
  }

  /// What each kind of work of a queue needs.
  ///
  /// @param within in which time the backlog should be worked off
  List<Demand> of(int queue, Duration within) {
    Dispatch.Needs needs = dispatch.needs();
    needs.byKind().keySet().forEach(kind -> gauges.computeIfAbsent(kind, _ -> new Gauge()));
    return gauges.entrySet().stream()
        .filter(entry -> entry.getKey().queue() == queue)
        .map(entry -> demand(entry.getKey(), entry.getValue(), needs, within))
        .sorted(Comparator.comparing(Demand::type).thenComparing(d -> d.labels().toString()))
        .toList();
  }

  /// The numbers of the queues in which work has been seen.
  Set<Integer> queues() {
    return gauges.keySet().stream().map(Need.Kind::queue).collect(Collectors.toSet());
  }

  private Demand demand(Need.Kind kind, Gauge gauge, Dispatch.Needs needs, Duration within) {
    Need need = needs.byKind().get(kind);
    int running = need == null ? 0 : need.running();
    long waiting = waiting(kind, needs);
    Requirement wanted = kind.requirement();
    Roster.Serving serving = dispatch.roster().serving(wanted);
    double mean = gauge.mean().toNanos() / 1e9;
    double slots =
        gauge.arrivals() * mean + waiting * mean / Math.max(1, within.toMillis() / 1_000.0);
    return new Demand(
        kind.type(),
        kind.labels().stream().sorted().toList(),
        waiting,
        need != null && waiting > need.waiting(),
        need == null ? null : need.oldest(),
        gauge.arrivals(),
        gauge.mean(),
        running,
        serving.workers(),
        serving.slots(),
        Math.clamp((long) Math.ceil(slots), running, running + waiting));
  }
}
