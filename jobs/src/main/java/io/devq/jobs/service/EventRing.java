package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.NodeId;
import io.devq.base.RunId;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Notify;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunState;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The newest events of this node, for any number of readers: each has a position and no buffer, so
/// that a slow one holds up nobody.
final class EventRing implements RunEvents {

  private record Kept(int project, Event event) {}

  private final String life;
  private final Catalog catalog;
  private final DatabaseTime time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final @Nullable Kept[] ring = new Kept[KEPT];
  private long count;

  EventRing(NodeId node, Catalog catalog, DatabaseTime time) {
    this.life = node.text();
    this.catalog = catalog;
    this.time = time;
  }

  /// Something that became of a run.
  record Change(LiveRun run, RunState state, int attempt) {}

  /// Adds what became of runs, in this order.
  void add(Collection<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    Instant now = time.now();
    lock.lock();
    try {
      for (Change change : changes) {
        count++;
        ring[(int) (count % KEPT)] = kept(change, count, now);
      }
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Adds that something should have happened by now, or has happened again.
  void add(int project, Notify.On what, JobSpec spec, JobId job, @Nullable RunId run) {
    Instant now = time.now();
    lock.lock();
    try {
      count++;
      ring[(int) (count % KEPT)] =
          new Kept(
              project,
              new Event(
                  count,
                  Kind.valueOf(what.name()),
                  run,
                  job,
                  spec.type(),
                  spec.queue(),
                  spec.owner(),
                  null,
                  0,
                  now));
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Kept kept(Change change, long number, Instant now) {
    LiveRun run = change.run();
    return new Kept(
        run.project(),
        new Event(
            number,
            Kind.CHANGED,
            new RunId(run.id()),
            new JobId(run.jobId()),
            run.spec().type(),
            run.spec().queue(),
            run.spec().owner(),
            change.state(),
            change.attempt(),
            now));
  }

  @Override
  public String life() {
    return life;
  }

  @Override
  public long position() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Batch read(String project, long after, int most, Duration atMost)
      throws InterruptedException {
    int number = catalog.project(project);
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (count == after && left > 0) {
        left = added.awaitNanos(left);
      }
      long oldest = Math.max(0, count - KEPT);
      long from = Math.clamp(after, oldest, count);
      return read(number, from, most, from != after);
    } finally {
      lock.unlock();
    }
  }

  private Batch read(int project, long from, int most, boolean gap) {
    List<Event> events = new ArrayList<>();
    long at = from;
    while (at < count && events.size() < most) {
      at++;
      Kept kept = ring[(int) (at % KEPT)];
      if (kept != null && kept.project() == project) {
        events.add(kept.event());
      }
    }
    return new Batch(events, at, gap);
  }
}
