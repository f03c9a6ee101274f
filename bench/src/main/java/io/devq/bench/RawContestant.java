package io.devq.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.TimeSource;
import io.devq.bench.store.RawQueue;
import java.util.ArrayList;
import java.util.List;

/// Raw PostgreSQL: a hand-written queue with `for update skip locked`, claimed and ended 500 at a
/// time by a few threads.
record RawContestant(int threads) implements Contestant {

  private static final int BATCH = 500;

  @Override
  public String name() {
    return "raw " + threads + " threads";
  }

  @Override
  public Figures drain(Arena.Round round, int jobs) throws InterruptedException {
    try (HikariDataSource before = round.open("public")) {
      RawQueue queue = new RawQueue(before);
      queue.create();
      new Backlog(jobs, new Countdown(jobs))
          .submitters(jobs, (at, count) -> queue.submit(Payloads.batch(at, count)));
    }
    return measure(round, jobs, false);
  }

  @Override
  public Figures whole(Arena.Round round, int jobs) throws InterruptedException {
    try (HikariDataSource before = round.open("public")) {
      new RawQueue(before).create();
    }
    return measure(round, jobs, true);
  }

  private Figures measure(Arena.Round round, int jobs, boolean submitting)
      throws InterruptedException {
    TimeSource time = TimeSource.system();
    Arena.Reading before = round.read();
    Countdown countdown = new Countdown(jobs);
    Backlog backlog = new Backlog(Backlog.MOST, countdown);
    long nanos;
    try (HikariDataSource pool = round.open("public")) {
      RawQueue queue = new RawQueue(pool);
      List<Thread> workers = new ArrayList<>();
      long from = time.nanos();
      for (int i = 0; i < threads; i++) {
        workers.add(
            Thread.ofPlatform()
                .start(() -> queue.work(BATCH, ended -> goOn(countdown, ended, submitting))));
      }
      if (submitting) {
        backlog.submitters(jobs, (at, count) -> queue.submit(Payloads.batch(at, count)));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      nanos = time.nanos() - from;
      check(queue.left(), jobs);
    }
    return before.until(round.read(), jobs, nanos);
  }

  private static boolean goOn(Countdown countdown, int ended, boolean submitting) {
    return countdown.ended(ended) && (ended > 0 || submitting);
  }

  private static void check(RawQueue.Left left, int jobs) {
    if (left.live() != 0 || left.history() != jobs) {
      throw new IllegalStateException("raw ended " + left + " of " + jobs);
    }
  }
}
