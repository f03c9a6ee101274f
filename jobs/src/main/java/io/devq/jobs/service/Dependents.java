package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.base.Shards;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.DependencyStore;
import io.devq.jobs.store.DependencyStore.Ended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Tells runs that wait for others when these have ended. History is the truth: a job that is not
/// live any more has ended, and every few seconds all that are waited for are looked at. Ends that
/// this node writes are looked at at once; that is latency, the sweep is correctness.
final class Dependents implements Service {

  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofSeconds(1);

  /// Ends that may wait to be looked at; what is beyond that the sweep finds.
  private static final int MOST_PENDING = 100_000;

  private static final int AT_ONCE = 1_000;

  private final Dispatch dispatch;
  private final DependencyStore dependencies;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Runnable told;
  private final Set<UUID> pending = new HashSet<>();
  private final Loop loop = new Loop("devq-dependents", this::runOnce);
  private final AtomicLong waits = new AtomicLong();
  private volatile boolean anybodyWaits = true;
  private long sweptAt;
  private boolean swept;

  /// @param told called when signals have been appended
  Dependents(
      Dispatch dispatch,
      DependencyStore dependencies,
      IdSource ids,
      DatabaseTime time,
      Runnable told) {
    this.dispatch = dispatch;
    this.dependencies = dependencies;
    this.ids = ids;
    this.time = time;
    this.told = told;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// Runs have ended.
  void ended(Collection<UUID> runs) {
    if (anybodyWaits) {
      look(runs);
    }
  }

  /// Somebody waits for these from now on; they may have ended before.
  void waitedFor(Collection<UUID> jobs) {
    if (!jobs.isEmpty()) {
      waits.incrementAndGet();
      anybodyWaits = true;
      look(jobs);
    }
  }

  private void look(Collection<UUID> jobs) {
    synchronized (pending) {
      if (pending.size() + jobs.size() <= MOST_PENDING) {
        pending.addAll(jobs);
      }
    }
    loop.wake();
  }

  /// Tells those that wait for one batch of ended jobs.
  Duration runOnce() {
    List<UUID> jobs = takePending();
    List<Ended> ended = jobs.isEmpty() ? List.of() : dependencies.ended(jobs, AT_ONCE);
    if (!ended.isEmpty()) {
      tell(ended);
    }
    if (ended.size() == AT_ONCE) {
      look(jobs);
      return Duration.ZERO;
    }
    return sweep();
  }

  private void tell(List<Ended> ended) {
    dependencies.tell(ended, ids);
    told.run();
  }

  private List<UUID> takePending() {
    synchronized (pending) {
      List<UUID> taken = new ArrayList<>();
      for (var left = pending.iterator(); left.hasNext() && taken.size() < AT_ONCE; ) {
        UUID job = left.next();
        left.remove();
        if (dispatch.token(Shards.of(job)) != null) {
          taken.add(job);
        }
      }
      return taken;
    }
  }

  private Duration sweep() {
    long now = time.nanos();
    List<Integer> shards = dispatch.shards();
    if (shards.isEmpty() || (swept && now - sweptAt < SWEEP.toNanos())) {
      synchronized (pending) {
        return pending.isEmpty() ? POLL : Duration.ZERO;
      }
    }
    long before = waits.get();
    boolean any = dependencies.any();
    if (any) {
      List<Ended> ended = dependencies.ended(shards, AT_ONCE);
      if (!ended.isEmpty()) {
        tell(ended);
      }
      if (ended.size() == AT_ONCE) {
        return Duration.ZERO;
      }
    }
    anybodyWaits = any || waits.get() != before;
    swept = true;
    sweptAt = now;
    return POLL;
  }
}
