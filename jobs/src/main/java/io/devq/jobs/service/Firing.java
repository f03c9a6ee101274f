package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.IdSource;
import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.base.Shards;
import io.devq.jobs.Overlap;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.JobStore;
import io.devq.jobs.store.JobStore.CatchUpRun;
import io.devq.jobs.store.JobStore.Fire;
import io.devq.jobs.store.JobStore.Passed;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;

/// Fires recurring jobs: keeps the next time of each job of the node's shards in memory, and at
/// that time moves the schedule on by compare-and-set in the statement that inserts the run, so
/// that each nominal time has exactly one fate.
final class Firing implements Service {

  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /// How late a firing may be without being a missed one.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final int MOST = 1_000;

  private final Dispatch dispatch;
  private final JobStore jobs;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Consumer<List<RunStore.Hint>> hints;
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(entry -> entry.firing.next()));
  private final Map<UUID, Entry> entries = new HashMap<>();
  private final Loop loop = new Loop("devq-firing", this::runOnce);

  private record Entry(JobStore.Firing firing, Timetable timetable) {}

  Firing(
      Dispatch dispatch,
      Stores stores,
      IdSource ids,
      DatabaseTime time,
      Consumer<List<RunStore.Hint>> hints) {
    this.dispatch = dispatch;
    this.jobs = stores.jobs();
    this.ids = ids;
    this.time = time;
    this.hints = hints;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// A shard has become ours: reads its schedules.
  void load(int shard) {
    List<JobStore.Firing> firings = jobs.firings(shard);
    synchronized (this) {
      forget(shard);
      firings.forEach(this::put);
    }
    loop.wake();
  }

  /// A schedule has changed: reads it anew.
  void reload(UUID job) {
    Optional<JobStore.Firing> firing = jobs.firing(Shards.of(job), job);
    synchronized (this) {
      drop(job);
      firing.ifPresent(this::put);
    }
    loop.wake();
  }

  private void put(JobStore.Firing firing) {
    drop(firing.id());
    Entry entry = new Entry(firing, new Timetable(firing.schedule()));
    entries.put(firing.id(), entry);
    queue.add(entry);
  }

  private void drop(UUID job) {
    Entry known = entries.remove(job);
    if (known != null) {
      queue.remove(known);
    }
  }

  private void forget(int shard) {
    entries.keySet().stream().filter(job -> Shards.of(job) == shard).toList().forEach(this::drop);
  }

  /// Fires what is due.
  Duration runOnce() {
    Instant now = time.now();
    Map<Integer, List<Entry>> due = new HashMap<>();
    synchronized (this) {
      for (int n = 0; n < MOST; n++) {
        Entry head = queue.peek();
        if (head == null || head.firing.next().isAfter(now)) {
          break;
        }
        queue.remove();
        entries.remove(head.firing.id());
        due.computeIfAbsent(head.firing.shard(), _ -> new ArrayList<>()).add(head);
      }
    }
    due.forEach((shard, ofShard) -> fire(shard, ofShard, now));
    return wait(due.isEmpty());
  }

  private synchronized Duration wait(boolean idle) {
    Entry head = queue.peek();
    if (head == null) {
      return LONGEST_WAIT;
    }
    Duration until = Duration.between(time.now(), head.firing.next());
    if (until.isNegative()) {
      return idle ? Duration.ofMillis(1) : Duration.ZERO;
    }
    return until.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : until.plusNanos(500_000);
  }

  private void fire(int shard, List<Entry> due, Instant now) {
    UUID token = dispatch.token(shard);
    if (token == null) {
      return;
    }
    try {
      List<Fire> plain = new ArrayList<>();
      for (Entry entry : due) {
        Timetable.Plan plan = entry.timetable.plan(entry.firing.next(), now, GRACE);
        boolean overlaps = overlaps(entry.firing);
        if (plan.runs().size() == 1 && plan.missed() == 0 && !overlaps) {
          plain.add(new Fire(entry.firing, plan.next(), ids.next(shard)));
        } else {
          special(token, entry, plan, overlaps);
        }
      }
      firePlain(shard, token, plain);
    } finally {
      due.forEach(entry -> restore(entry.firing.id()));
    }
  }

  private boolean overlaps(JobStore.Firing firing) {
    return firing.schedule().recurrence().overlap() == Overlap.SKIP
        && dispatch.liveRunsOf(firing.id()) > 0;
  }

  private void firePlain(int shard, UUID token, List<Fire> fires) {
    if (fires.isEmpty()) {
      return;
    }
    Failpoint.pass("fire.before");
    int inserted = jobs.fire(shard, token, fires);
    Failpoint.pass("fire.after");
    if (inserted == fires.size()) {
      fires.forEach(fire -> dispatch.jobFired(fire.firing().id()));
      synchronized (this) {
        fires.forEach(fire -> put(moved(fire.firing(), fire.next())));
      }
    } else {
      fires.forEach(fire -> dispatch.jobFired(fire.firing().id()));
    }
    hints.accept(fires.stream().map(fire -> hint(fire.firing())).toList());
  }

  /// A firing with missed or skipped times, or several runs to catch up.
  private void special(UUID token, Entry entry, Timetable.Plan plan, boolean overlaps) {
    List<Passed> passed = new ArrayList<>();
    if (plan.missedFrom() != null && plan.missedTo() != null) {
      passed.add(
          new Passed(
              plan.missedFrom(),
              plan.missedTo(),
              plan.missed(),
              "MISSED",
              "nothing could fire at the time"));
    }
    List<CatchUpRun> runs = new ArrayList<>();
    boolean skip = entry.firing.schedule().recurrence().overlap() == Overlap.SKIP;
    for (Instant nominal : plan.runs()) {
      if (skip && (overlaps || !runs.isEmpty())) {
        passed.add(
            new Passed(nominal, nominal, 1, "SKIPPED", "overlap: the run before was not over"));
      } else {
        runs.add(new CatchUpRun(ids.next(entry.firing.shard()), nominal));
      }
    }
    if (jobs.move(token, entry.firing, plan.next(), passed, runs)) {
      runs.forEach(_ -> dispatch.jobFired(entry.firing.id()));
      hints.accept(List.of(hint(entry.firing)));
    }
  }

  /// What was taken out and not put back is read anew, so that nothing is forgotten when a
  /// statement failed.
  private void restore(UUID job) {
    boolean there;
    synchronized (this) {
      there = entries.containsKey(job);
    }
    if (!there) {
      reload(job);
    }
  }

  private static JobStore.Firing moved(JobStore.Firing firing, Instant next) {
    return new JobStore.Firing(
        firing.shard(),
        firing.id(),
        firing.project(),
        next,
        firing.version(),
        firing.schedule(),
        firing.lane());
  }

  private RunStore.Hint hint(JobStore.Firing firing) {
    return new RunStore.Hint(firing.shard(), firing.lane(), time.now().minusMillis(50));
  }
}
