package io.devq.bench;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    try (ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS)) {
      List<Future<Integer>> ends =
          threads.invokeAll(Collections.nCopies(SUBMITTERS, () -> submitAll(next, jobs, submit)));
      for (Future<Integer> end : ends) {
        end.get();
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
  }

  private int submitAll(AtomicInteger next, int jobs, Submit submit) throws InterruptedException {
    int batches = 0;
    for (int at = next.getAndAdd(Payloads.BATCH); at < jobs; at = next.getAndAdd(Payloads.BATCH)) {
      awaitRoom(at);
      submit.batch(at, Math.min(Payloads.BATCH, jobs - at));
      batches++;
    }
    return batches;
  }
}
