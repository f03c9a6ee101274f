package io.devq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps submitters from running ahead of those who end jobs.
record Backlog(int most, Countdown ended) {

  /// Jobs that may wait when submitting and ending go on at the same time.
  static final int MOST = 20_000;

  private static final int SUBMITTERS = 2;

  /// Appends jobs.
  @FunctionalInterface
  interface Submit {
    void batch(int from, int count);
  }

  /// Waits until fewer than `most` of the `submitted` jobs are under way.
  void awaitRoom(int submitted) throws InterruptedException {
    if (submitted - ended.soFar() > most) {
      Countdown.waitFor(() -> submitted - ended.soFar() <= most);
    }
  }

  /// Submits `jobs` jobs from two threads, and returns when all are submitted.
  void submitters(int jobs, Submit submit) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      threads.add(Thread.ofPlatform().start(() -> submitAll(next, jobs, submit)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void submitAll(AtomicInteger next, int jobs, Submit submit) {
    try {
      for (int at = next.getAndAdd(Payloads.BATCH);
          at < jobs;
          at = next.getAndAdd(Payloads.BATCH)) {
        awaitRoom(at);
        submit.batch(at, Math.min(Payloads.BATCH, jobs - at));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
