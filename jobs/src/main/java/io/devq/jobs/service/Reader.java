package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Reads the backlog forward into memory: at once when hinted, in any case at every poll, from the
/// beginning once a minute.
///
/// The mark is a reading position, not the truth. Each poll goes back by the length of the oldest
/// open writing transaction, because what that one inserted lies behind the mark when it commits;
/// and once a minute a sweep reads everything before the marks again. The sweep is correctness, the
/// rest is latency: a submit in a transaction that stays open for t starts within a minute of its
/// commit at worst, and usually within t.
final class Reader implements Service {

  private static final Duration SWEEP = Duration.ofSeconds(60);
  private static final Duration LONGEST_TRAIL = Duration.ofSeconds(60);
  private static final int MOST_READS = 256;

  private final Dispatch dispatch;
  private final RunStore runs;
  private final Catalog catalog;
  private final DatabaseTime time;
  private final Duration poll;
  private final Runnable somethingToStart;
  private final Loop loop;
  private long polledAt;
  private long sweptAt;
  private boolean first = true;

  Reader(
      Dispatch dispatch,
      RunStore runs,
      Catalog catalog,
      DatabaseTime time,
      Duration poll,
      Runnable somethingToStart) {
    this.dispatch = dispatch;
    this.runs = runs;
    this.catalog = catalog;
    this.time = time;
    this.poll = poll;
    this.somethingToStart = somethingToStart;
    this.loop = new Loop("devq-reader", this::runOnce);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  void wake() {
    loop.wake();
  }

  /// Reads what is wanted now, and after a poll's time everything.
  Duration runOnce() {
    if (first || time.nanos() - polledAt >= poll.toNanos()) {
      poll();
    }
    boolean more = read();
    return more ? Duration.ZERO : poll;
  }

  private void poll() {
    long before = time.nanos();
    RunStore.Clock clock = runs.clock();
    time.learn(clock.now(), before, time.nanos());
    polledAt = before;
    catalog.refresh();
    boolean sweep = first || before - sweptAt >= SWEEP.toNanos();
    if (sweep) {
      sweptAt = before;
    }
    first = false;
    List<Integer> shards = dispatch.shards();
    if (!shards.isEmpty()) {
      dispatch.rewind(sweep ? null : trail(clock));
      dispatch.hint(
          runs.lanes(shards).stream()
              .map(at -> new RunStore.Hint(at.getKey(), at.getValue(), Instant.MAX.minusSeconds(1)))
              .toList());
    }
  }

  private static Duration trail(RunStore.Clock clock) {
    Duration open = Duration.ofNanos((long) (clock.openTransactions() * 1e9)).plusMillis(20);
    return open.compareTo(LONGEST_TRAIL) > 0 ? LONGEST_TRAIL : open;
  }

  private boolean read() {
    RunStore.Reads wanted = dispatch.beginRead();
    int cursors = wanted.cursors().size();
    boolean filled = false;
    for (int from = 0; from < cursors; from += MOST_READS) {
      RunStore.Reads part = wanted.part(from, Math.min(cursors, from + MOST_READS));
      Instant at = time.now();
      List<LiveRun> rows;
      try {
        rows = runs.readAhead(part);
      } catch (RuntimeException failure) {
        dispatch.failRead(wanted.part(from, cursors).cursors());
        throw failure;
      }
      dispatch.endRead(part, rows, at);
      filled |= !rows.isEmpty();
    }
    if (filled) {
      somethingToStart.run();
    }
    return filled;
  }
}
