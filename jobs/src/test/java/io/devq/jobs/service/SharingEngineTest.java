package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.QueueChange;
import io.devq.jobs.Recurrence;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Sharing;
import io.devq.jobs.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How runs share slots, on a real database.
class SharingEngineTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SLOTS = 4;
  private static final RetryPolicy QUICKLY =
      new RetryPolicy(
          3, RetryPolicy.Backoff.FIXED, Duration.ofMillis(10), Duration.ofMillis(10), 0, 3);

  /// How many runs make a flood; the campaign takes a million.
  private static final int FLOOD = Integer.getInteger("devq.flood", 20_000);

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<String> started = new LinkedBlockingQueue<>();
  private final Semaphore turns = new Semaphore(0);
  private EngineFixture fixture;
  private JobEngine engine;

  @BeforeEach
  void start() {
    Map<String, Handler> handlers =
        Map.of(
            "count",
            attempt -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              attempt.log("counted");
              underWay.decrementAndGet();
              return null;
            },
            "note",
            attempt -> {
              order.add(attempt.payload());
              return null;
            },
            "stumble",
            attempt -> {
              order.add(attempt.payload() + "/" + attempt.number());
              if (attempt.number() == 1) {
                throw new IllegalStateException("at first it fails");
              }
              return null;
            },
            "turn",
            attempt -> {
              started.add(attempt.payload());
              turns.acquire();
              return null;
            });
    fixture = new EngineFixture(EngineSettings.DEFAULT.withLocalSlots(SLOTS), handlers);
    engine = fixture.engine();
  }

  @AfterEach
  void stop() {
    turns.release(1_000_000);
    fixture.close();
  }

  private Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  private void awaitAll(List<JobId> jobs) throws InterruptedException {
    for (JobId job : jobs) {
      assertEquals(RunState.SUCCEEDED, await(job).state());
    }
  }

  private List<JobId> submit(int count, JobSpec spec) {
    return engine.submitAll(PROJECT, Collections.nCopies(count, spec));
  }

  private static JobSpec turn(String name) {
    return JobSpec.of("turn", "\"" + name + "\"").withTimeout(Duration.ofMinutes(10));
  }

  private String nextStarted() throws InterruptedException {
    return Objects.requireNonNull(started.poll(60, TimeUnit.SECONDS), "nothing started");
  }

  /// Fills all slots with runs of a flood.
  private void flood(JobSpec spec) throws InterruptedException {
    for (int left = FLOOD; left > 0; left -= 10_000) {
      submit(Math.min(left, 10_000), spec);
    }
    for (int i = 0; i < SLOTS; i++) {
      nextStarted();
    }
  }

  /// Does something that makes one more run due, and waits until the engine has read it.
  private void due(Runnable submit) throws InterruptedException {
    int before = settled();
    submit.run();
    while (engine.counts().waiting() <= before) {
      assertEquals(null, started.poll(1, TimeUnit.MILLISECONDS));
    }
  }

  /// How many runs wait in memory when no more are being read.
  private int settled() throws InterruptedException {
    int seen = -1;
    for (int same = 0; same < 200; same++) {
      int now = engine.counts().waiting();
      same = now == seen ? same : 0;
      seen = now;
      assertEquals(null, started.poll(1, TimeUnit.MILLISECONDS));
    }
    return seen;
  }

  /// Ends runs one by one until one of that name has started.
  private int turnsUntil(String name) throws InterruptedException {
    for (int turn = 1; ; turn++) {
      turns.release();
      if (nextStarted().equals("\"" + name + "\"")) {
        return turn;
      }
      assertTrue(turn < 100, name + " does not start");
    }
  }

  @Test
  void aConcurrencyLimitHoldsAndAllRunInTheEnd() throws InterruptedException {
    Sharing limit = Sharing.NONE.withConcurrency(new Sharing.Concurrency("report", 2));
    awaitAll(submit(300, JobSpec.of("count", "{}").withSharing(limit)));
    assertEquals(2, most.get());
  }

  @Test
  void aConcurrencyLimitIsKeptAcrossARestart() throws InterruptedException {
    Sharing limit = Sharing.NONE.withConcurrency(new Sharing.Concurrency("report", 1));
    submit(3, turn("one").withSharing(limit));
    nextStarted();
    assertEquals(null, started.poll(300, TimeUnit.MILLISECONDS));
    turns.release(3);
    nextStarted();
    nextStarted();
  }

  @Test
  void runsWithAnOrderKeyStartOneAfterTheOtherRetriesIncluded() throws InterruptedException {
    Sharing inOrder = Sharing.NONE.withOrderKey("account-7");
    List<JobSpec> specs =
        IntStream.range(0, 20)
            .mapToObj(i -> JobSpec.of("stumble", "" + i).withSharing(inOrder).withRetry(QUICKLY))
            .toList();
    List<JobId> jobs = new ArrayList<>();
    specs.forEach(spec -> jobs.add(engine.submit(PROJECT, spec)));
    awaitAll(jobs);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.add(i + "/1");
      expected.add(i + "/2");
    }
    assertEquals(expected, order);
    assertEquals("ordered", await(jobs.getFirst()).lane());
  }

  @Test
  void aRateIsNotExceededAndWhyKnowsUntilWhen() throws InterruptedException {
    Sharing paced = Sharing.NONE.withRate(new Sharing.Rate("smtp", 3, Duration.ofSeconds(6)));
    List<JobId> jobs = submit(5, turn("mail").withSharing(paced));
    turns.release(100);
    for (int i = 0; i < 3; i++) {
      nextStarted();
    }
    JobId last = jobs.stream().filter(this::waits).findFirst().orElseThrow();
    Why why = engine.why(PROJECT, new RunId(last.value()));
    assertEquals("rate_limit", why.code());
    assertTrue(why.until() != null, why::toString);
    awaitAll(jobs);
    List<Run> runs =
        jobs.stream()
            .map(job -> engine.run(PROJECT, new RunId(job.value())).orElseThrow())
            .toList();
    List<java.time.Instant> starts =
        runs.stream().map(run -> Objects.requireNonNull(run.times().claimedAt())).sorted().toList();
    for (int i = 3; i < starts.size(); i++) {
      assertTrue(
          Duration.between(starts.get(i - 3), starts.get(i)).toMillis() >= 5_900, starts::toString);
    }
  }

  private boolean waits(JobId job) {
    return engine.run(PROJECT, new RunId(job.value())).orElseThrow().state() == RunState.QUEUED;
  }

  @Test
  void j8OneOfAnotherFairKeyStartsWithinTwoTurnsBehindAFlood() throws InterruptedException {
    flood(turn("many").withSharing(Sharing.NONE.withFairKey("a")));
    due(() -> engine.submit(PROJECT, turn("one").withSharing(Sharing.NONE.withFairKey("b"))));
    assertTrue(turnsUntil("one") <= 2);
  }

  @Test
  void j8WhatComesDueBehindAFloodOfOneTimeRunsStartsWithinTwoTurns() throws InterruptedException {
    flood(turn("many"));
    JobId recurring =
        engine.submit(
            PROJECT,
            turn("recurring")
                .withSchedule(new Schedule.Every(Duration.ofDays(1), Recurrence.DEFAULT)));
    due(() -> engine.trigger(PROJECT, recurring));
    assertTrue(turnsUntil("recurring") <= 2);
    due(() -> engine.submit(PROJECT, turn("elsewhere").withQueue("other")));
    assertTrue(turnsUntil("elsewhere") <= 2);
    due(() -> engine.submit(PROJECT, turn("urgent").withPriority(9)));
    assertTrue(turnsUntil("urgent") <= 2);
  }

  @Test
  void aSaturatedKeyDelaysNoOther() throws InterruptedException {
    Sharing slow = Sharing.NONE.withConcurrency(new Sharing.Concurrency("slow", 1));
    for (int left = FLOOD; left > 0; left -= 10_000) {
      submit(Math.min(left, 10_000), turn("slow").withSharing(slow));
    }
    assertEquals("\"slow\"", nextStarted());
    engine.submit(PROJECT, turn("free"));
    assertEquals("\"free\"", nextStarted());
    assertEquals(null, started.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void aQueueIsPausedDrainedLimitedAndTold() throws InterruptedException {
    engine.changeQueue(PROJECT, "slow", new QueueChange(null, null, null, 1, null, null), "ana");
    List<JobId> two = submit(2, turn("two").withQueue("slow"));
    nextStarted();
    JobId second = two.stream().filter(this::waits).findFirst().orElseThrow();
    assertEquals("queue_full", engine.why(PROJECT, new RunId(second.value())).code());
    engine.changeQueue(
        PROJECT, "slow", new QueueChange(true, true, null, 0, null, "disk is full"), "ana");
    Why why = engine.why(PROJECT, new RunId(second.value()));
    assertEquals("queue_paused", why.code());
    assertTrue(why.message().contains("ana") && why.message().contains("disk is full"));
    Problem refused =
        assertThrows(Problem.class, () -> engine.submit(PROJECT, turn("late").withQueue("slow")));
    assertEquals("queue_draining", refused.code());
    engine.changeQueue(PROJECT, "slow", new QueueChange(false, false, 3, null, null, ""), "ana");
    nextStarted();
    turns.release(2);
    awaitAll(two);
    assertEquals(
        3,
        engine.queues(PROJECT).stream()
            .filter(queue -> queue.name().equals("slow"))
            .findFirst()
            .orElseThrow()
            .weight());
  }

  @Test
  void aHeavyRunTakesItsSlotsAndIsNotPassedForEver() throws InterruptedException {
    flood(turn("many"));
    JobId heavy =
        engine.submit(
            PROJECT, turn("heavy").withSharing(Sharing.NONE.withWeight(SLOTS)).withPriority(9));
    CountDownLatch done = new CountDownLatch(1);
    Thread churn =
        Thread.ofVirtual()
            .start(() -> {
              while (done.getCount() > 0) {
                turns.release();
                try {
                  if (done.await(20, TimeUnit.MILLISECONDS)) {
                    return;
                  }
                } catch (InterruptedException _) {
                  return;
                }
              }
            });
    try {
      while (!nextStarted().equals("\"heavy\"")) {
        assertFalse(engine.run(PROJECT, new RunId(heavy.value())).orElseThrow().state().isFinal());
      }
    } finally {
      done.countDown();
      churn.join();
    }
  }

  @Test
  void tooHeavyForAnyWorkerIsTold() {
    JobId heavy =
        engine.submit(PROJECT, turn("heavy").withSharing(Sharing.NONE.withWeight(SLOTS + 1)));
    Why why = engine.why(PROJECT, new RunId(heavy.value()));
    assertEquals("no_worker", why.code());
    assertTrue(why.message().contains("slots"), why::message);
  }

  @Test
  void settingsOutOfBoundsAreRefused() {
    assertThrows(Problem.class, () -> new Sharing.Concurrency("k", 0));
    assertThrows(Problem.class, () -> new Sharing.Rate("k", 1, Duration.ofDays(400)));
    assertThrows(Problem.class, () -> Sharing.NONE.withWeight(0));
    assertThrows(
        Problem.class,
        () -> JobSpec.of("turn", "{}").withPriority(9).withSharing(Sharing.NONE.withOrderKey("k")));
  }
}
