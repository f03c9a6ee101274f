package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryAfter;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryRules;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Snooze;
import io.devq.jobs.Workers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RetriesTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration INSTANT = Duration.ofMillis(5);
  private static final RetryPolicy QUICK =
      new RetryPolicy(3, RetryPolicy.Backoff.FIXED, INSTANT, INSTANT, 0, 3);
  private static final EngineSettings SETTINGS =
      EngineSettings.DEFAULT.withSilence(Duration.ofSeconds(1));

  private final AtomicInteger session = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final Map<String, Handler> handlers =
      Map.of(
          "later",
              attempt -> {
                if (attempt.number() == 1) {
                  throw new RetryAfter(Duration.ofMillis(700), "429");
                }
                return null;
              },
          "early",
              attempt -> {
                if (attempt.number() < 4) {
                  throw new Snooze(INSTANT, "no file yet");
                }
                return "\"" + attempt.number() + "\"";
              },
          "stuck",
              attempt -> {
                begun.incrementAndGet();
                entered.countDown();
                new CountDownLatch(1).await();
                return null;
              });
  private EngineFixture fixture;
  private JobEngine engine;

  @BeforeEach
  void start() {
    fixture = new EngineFixture(SETTINGS, handlers);
    engine = fixture.engine();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  private WorkerId register(String name) {
    return engine
        .workers()
        .register(PROJECT, new Workers.Registration(name, Set.of("remote"), Set.of(), 2, "test"));
  }

  private Workers.Assignment next(WorkerId worker) throws InterruptedException {
    while (true) {
      Workers.Report report = new Workers.Report(session.incrementAndGet(), List.of(), 2, false);
      List<Workers.Assignment> start =
          engine.workers().sync(worker, report, Duration.ofSeconds(1)).start();
      if (!start.isEmpty()) {
        return start.getFirst();
      }
    }
  }

  private void finish(Workers.Assignment given, Outcome outcome) {
    engine.workers().finish(given.run(), given.attempt(), outcome, Workers.LogEnd.EMPTY);
  }

  private static Outcome exit(int code) {
    return new Outcome.Failed("exit " + code, OutcomeClass.WORK, true, code, null);
  }

  @Test
  void exitCodesAreCountedEachByItsRule() throws InterruptedException {
    RetryRules rules = new RetryRules(List.of(), Map.of(75, 2), 0, null);
    JobSpec spec = JobSpec.of("remote", "{}").withRetry(QUICK.withRules(rules));
    JobId job = engine.submit(PROJECT, spec);
    WorkerId worker = register("w");
    for (int code : new int[] {75, 1, 75, 1}) {
      finish(next(worker), exit(code));
    }
    Workers.Assignment fifth = next(worker);
    assertEquals(5, fifth.attempt());
    finish(fifth, exit(75));
    Run run = await(job);
    assertEquals(RunState.FAILED, run.state());
    assertEquals(75, run.work().exitCode());
  }

  @Test
  void aTimeOutIsTriedAgainAsOftenAsTheRuleSays() throws InterruptedException {
    RetryRules rules = new RetryRules(List.of(), Map.of(), 1, null);
    JobId job =
        engine.submit(PROJECT, JobSpec.of("remote", "{}").withRetry(QUICK.withRules(rules)));
    WorkerId worker = register("w");
    finish(next(worker), new Outcome.Killed("too long", OutcomeClass.TIMEOUT));
    Workers.Assignment second = next(worker);
    finish(second, new Outcome.Killed("too long again", OutcomeClass.TIMEOUT));
    Run run = await(job);
    assertEquals(RunState.KILLED, run.state());
    assertEquals("too long again", run.reason());
    assertEquals(2, run.attempt());
  }

  @Test
  void aRunIsNotTriedAgainWhenItsTimeIsOver() throws InterruptedException {
    RetryRules rules = new RetryRules(List.of(), Map.of(), 0, Duration.ofMillis(1));
    JobId job =
        engine.submit(PROJECT, JobSpec.of("remote", "{}").withRetry(QUICK.withRules(rules)));
    finish(next(register("a")), exit(1));
    Run run = await(job);
    assertEquals(RunState.FAILED, run.state());
    assertEquals(1, run.attempt());
    assertTrue(String.valueOf(run.reason()).contains("PT0.001S"), run.reason());
  }

  @Test
  void aHandlerSaysWhenToTryAgain() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, JobSpec.of("later", "{}").withRetry(QUICK)));
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(2, run.attempt());
    Duration waited = Duration.between(run.times().createdAt(), run.times().startedAt());
    assertTrue(waited.toMillis() >= 700, waited.toString());
  }

  @Test
  void aSnoozeIsNoFailure() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, JobSpec.of("early", "{}").withRetry(RetryPolicy.ONCE)));
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals("\"4\"", run.work().result());
  }

  @Test
  void aRunUnderWhichWorkersDieEndsAsPoisonAndIsFound() throws InterruptedException {
    JobId job =
        engine.submit(PROJECT, JobSpec.of("remote", "{}").withRetry(QUICK.withLostAttempts(1)));
    WorkerId worker = register("dies");
    assertEquals(1, next(worker).attempt());
    register("dies");
    assertEquals(2, next(worker).attempt());
    register("dies");
    engine.workers().sync(worker, new Workers.Report(99, List.of(), 2, false), Duration.ZERO);
    Run run = await(job);
    assertEquals(RunState.FAILED, run.state());
    assertEquals(OutcomeClass.LOST, run.outcomeClass());
    assertTrue(String.valueOf(run.reason()).startsWith("poison: 2 workers"), run.reason());
    assertEquals(1, engine.poisoned());
    RunFilter lost = new RunFilter(null, null, null, null, null, OutcomeClass.LOST);
    assertEquals(
        List.of(run.id()), engine.runs(PROJECT, lost, null, 10).stream().map(Run::id).toList());
    RunFilter work = new RunFilter(null, null, null, null, null, OutcomeClass.WORK);
    assertEquals(List.of(), engine.runs(PROJECT, work, null, 10));
  }

  private static JobSpec never(String type) {
    return JobSpec.of(type, "{}").withRetry(QUICK.withLostAttempts(0));
  }

  private void assertLost(Run run) {
    assertEquals(RunState.FAILED, run.state());
    assertEquals(OutcomeClass.LOST, run.outcomeClass());
    assertEquals(1, run.attempt());
  }

  @Test
  void neverMeansNotAgainAfterAnOrderlyRestartThatInterruptsIt() throws InterruptedException {
    JobId job = engine.submit(PROJECT, never("stuck"));
    entered.await();
    engine = fixture.restart(SETTINGS, handlers);
    assertLost(await(job));
    assertEquals(1, begun.get());
  }

  @Test
  void neverMeansNotAgainWhenAClaimWasWrittenAndNobodyKnowsWhetherItWasHandedOut()
      throws InterruptedException {
    Schedule later = new Schedule.After(Duration.ofMinutes(10));
    JobId job = engine.submit(PROJECT, never("stuck").withSchedule(later));
    claimedByTheDead(job);
    engine = fixture.restart(SETTINGS, handlers);
    assertLost(await(job));
    assertEquals(0, begun.get());
  }

  /// As if a node had died right after it wrote a claim.
  private void claimedByTheDead(JobId job) {
    fixture.database.autocommit(sql ->
        sql.statement(
                """
                insert into claim (shard, batch, node, worker, ids, attempts)
                values (:shard, :batch, :batch, :batch, array[:run::uuid], array[1])\
                """)
            .bind("shard", job.shard())
            .bind("batch", UUID.randomUUID())
            .bind("run", job.value())
            .update());
  }

  @Test
  void neverMeansNotAgainWhenAnotherNodeTakesOver() throws InterruptedException {
    JobId job = engine.submit(PROJECT, never("stuck"));
    entered.await();
    JobEngine other = fixture.another(SETTINGS.withNode("other", true), handlers);
    try {
      Run run = other.await(PROJECT, new RunId(job.value()), SOON);
      assertLost(run);
      assertEquals(1, begun.get());
    } finally {
      other.stop();
    }
  }

  @Test
  void neverMeansNotAgainWhenAWorkerComesBackWithoutIt() throws InterruptedException {
    JobId job = engine.submit(PROJECT, never("remote"));
    WorkerId worker = register("w");
    next(worker);
    register("w");
    Workers.Orders orders =
        engine
            .workers()
            .sync(worker, new Workers.Report(99, List.of(), 2, false), Duration.ofMillis(10));
    assertEquals(List.of(), orders.start());
    assertLost(await(job));
  }

  @Test
  void whatAWorkerHadNotBegunIsGivenBackWhenItDrains() throws InterruptedException {
    JobId job = engine.submit(PROJECT, JobSpec.of("remote", "{}").withRetry(QUICK));
    WorkerId worker = register("w");
    assertEquals(1, next(worker).attempt());
    Workers.Report last = new Workers.Report(session.incrementAndGet(), List.of(), 0, true);
    assertEquals(List.of(), engine.workers().sync(worker, last, Duration.ZERO).start());
    Run waits = engine.run(PROJECT, new RunId(job.value())).orElseThrow();
    assertEquals("0 attempts failed, 0 were lost, 1 were interrupted or snoozed", waits.reason());
    assertEquals(2, next(register("other")).attempt());
  }

  @Test
  void whatHadNotBegunIsGivenBackByANodeThatStops() throws InterruptedException {
    fixture.close();
    EngineSettings one = SETTINGS.withLocalSlots(1);
    fixture = new EngineFixture(one, Map.of());
    engine = fixture.engine();
    List<JobId> jobs = engine.submitAll(PROJECT, Collections.nCopies(20, never("quick")));
    for (int i = 0; i < 5; i++) {
      engine = fixture.restart(one.withLocalSlots(20), Map.of("quick", _ -> null));
    }
    for (JobId job : jobs) {
      Run run = await(job);
      assertFalse(run.state() == RunState.KILLED, "nothing was killed");
      assertEquals(RunState.SUCCEEDED, run.state(), String.valueOf(run.reason()));
    }
  }
}
