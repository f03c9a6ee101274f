package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Once;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Recurrence;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobEngineTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final AtomicInteger FLAKY = new AtomicInteger();
  private static final CountDownLatch ENTERED = new CountDownLatch(1);
  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture =
        new EngineFixture(
            EngineSettings.DEFAULT.withSilence(Duration.ofSeconds(2)),
            Map.of(
                "echo", attempt -> attempt.payload(),
                "flaky",
                    attempt -> {
                      if (attempt.number() < 3) {
                        throw new IllegalStateException("not yet " + FLAKY.incrementAndGet());
                      }
                      return null;
                    },
                "fatal",
                    attempt -> {
                      throw new FatalFailure("hopeless");
                    },
                "log",
                    attempt -> {
                      attempt.log("one");
                      attempt.log("two");
                      return null;
                    },
                "sleep",
                    attempt -> {
                      ENTERED.countDown();
                      new CountDownLatch(1).await();
                      return null;
                    }));
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  private static final RetryPolicy QUICKLY =
      new RetryPolicy(
          3, RetryPolicy.Backoff.FIXED, Duration.ofMillis(10), Duration.ofMillis(10), 0, 3);

  @Test
  void aJobRunsAndItsResultIsInHistory() throws InterruptedException {
    JobId job = engine.submit(PROJECT, JobSpec.of("echo", "{\"a\":1}").withOwner("ana"));
    Run run = await(job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals("{\"a\":1}", run.work().result());
    assertEquals(1, run.attempt());
    assertEquals("ana", run.owner());
    assertEquals(Job.State.DONE, engine.job(PROJECT, job).orElseThrow().state());
    assertEquals(List.of(run), engine.runs(PROJECT, RunFilter.of(job), null, 10));
  }

  @Test
  void aFailureIsTriedAgainAndCounted() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, JobSpec.of("flaky", "{}").withRetry(QUICKLY)));
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(3, run.attempt());
    assertEquals("retried", run.lane());
  }

  @Test
  void aFatalFailureIsFinalAtOnce() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, JobSpec.of("fatal", "{}")));
    assertEquals(RunState.FAILED, run.state());
    assertEquals("hopeless", run.reason());
    assertEquals(1, run.attempt());
  }

  @Test
  void theLogIsReadByOffset() throws InterruptedException {
    JobId job = engine.submit(PROJECT, JobSpec.of("log", "{}"));
    Run run = await(job);
    assertEquals(8, run.work().logBytes());
    var part = engine.logs().read(PROJECT, run.id(), 0, 4, 100);
    assertEquals("two\n", new String(part.bytes(), StandardCharsets.UTF_8));
    assertTrue(part.ended());
  }

  @Test
  void aDelayedJobWaitsAndCanBeCancelled() {
    JobId job =
        engine.submit(
            PROJECT,
            JobSpec.of("echo", "{}").withSchedule(new Schedule.After(Duration.ofHours(1))));
    RunId run = new RunId(job.value());
    assertEquals(RunState.SCHEDULED, engine.run(PROJECT, run).orElseThrow().state());
    engine.cancel(PROJECT, run, "ana");
    Run over = engine.run(PROJECT, run).orElseThrow();
    assertEquals(RunState.CANCELLED, over.state());
    assertEquals(0, over.attempt());
    assertEquals(
        "run_over", assertThrows(Problem.class, () -> engine.cancel(PROJECT, run, "ana")).code());
  }

  @Test
  void aRunThatEndsWhileRunsAreListedIsListedOnce() throws InterruptedException {
    List<JobId> jobs =
        engine.submitAll(
            PROJECT, Collections.nCopies(2000, JobSpec.of("echo", "{}").withOwner("bo")));
    RunFilter bos = new RunFilter(null, "bo", null, null, null);
    Run last;
    do {
      List<Run> runs = engine.runs(PROJECT, bos, null, 1000);
      assertEquals(runs.size(), runs.stream().map(Run::id).distinct().count());
      last = engine.run(PROJECT, new RunId(jobs.getLast().value())).orElseThrow();
    } while (!last.state().isFinal());
  }

  @Test
  void aRunningJobIsCancelled() throws InterruptedException {
    JobId job = engine.submit(PROJECT, JobSpec.of("sleep", "{}"));
    ENTERED.await();
    engine.cancel(PROJECT, new RunId(job.value()), "ana");
    Run run = await(job);
    assertEquals(RunState.CANCELLED, run.state());
    assertEquals("cancelled by ana", run.reason());
  }

  @Test
  void aRunOverItsTimeLimitIsKilled() throws InterruptedException {
    Run run =
        await(
            engine.submit(PROJECT, JobSpec.of("sleep", "{}").withTimeout(Duration.ofMillis(300))));
    assertEquals(RunState.KILLED, run.state());
    assertEquals(OutcomeClass.TIMEOUT, run.outcomeClass());
  }

  @Test
  void aUniqueKeyAnswersWithTheLiveJob() throws InterruptedException {
    JobSpec later =
        JobSpec.of("echo", "{}")
            .withUnique("u1")
            .withSchedule(new Schedule.After(Duration.ofHours(1)));
    JobId first = engine.submit(PROJECT, later);
    assertEquals(first, engine.submit(PROJECT, later));
    engine.cancel(PROJECT, new RunId(first.value()), "test");
    assertFalse(first.equals(engine.submit(PROJECT, later)));
  }

  @Test
  void anIdempotencyKeyAnswersWithTheFirstJobs() {
    List<JobSpec> specs = List.of(JobSpec.of("echo", "{}"), JobSpec.of("echo", "{}"));
    List<JobId> first = engine.submitOnce(PROJECT, new Once("key-1", "hash"), specs);
    assertEquals(first, engine.submitOnce(PROJECT, new Once("key-1", "hash"), specs));
    Problem other =
        assertThrows(
            Problem.class, () -> engine.submitOnce(PROJECT, new Once("key-1", "another"), specs));
    assertEquals("idempotency_key_reused", other.code());
  }

  @Test
  void anIdOfTheCallersIsAcceptedOnce() throws InterruptedException {
    JobId id = new JobId(new io.devq.base.IdSource(io.devq.base.TimeSource.system()).next());
    assertEquals(id, engine.submit(PROJECT, JobSpec.of("echo", "1").withId(id)));
    await(id);
    assertEquals(id, engine.submit(PROJECT, JobSpec.of("echo", "2").withId(id)));
    assertEquals("1", await(id).work().result());
  }

  @Test
  void manyJobsAllRunOnce() throws InterruptedException {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      specs.add(JobSpec.of("echo", "" + i));
    }
    List<JobId> jobs = engine.submitAll(PROJECT, specs);
    Set<String> results = new HashSet<>();
    for (JobId job : jobs) {
      results.add(String.valueOf(await(job).work().result()));
    }
    assertEquals(5_000, results.size());
  }

  @Test
  void aRecurringJobFiresAndItsLedgerHasNoGap() throws InterruptedException {
    JobSpec spec =
        JobSpec.of("echo", "{}")
            .withName("tick")
            .withSchedule(new Schedule.Every(Duration.ofSeconds(1), Recurrence.DEFAULT));
    JobId job = engine.submit(PROJECT, spec);
    assertEquals(
        "name_taken", assertThrows(Problem.class, () -> engine.submit(PROJECT, spec)).code());
    List<Occurrence> ledger = List.of();
    while (ledger.size() < 3) {
      Run newest = newestRun(job);
      engine.await(PROJECT, newest.id(), SOON);
      ledger = engine.occurrences(PROJECT, job, null, 10);
    }
    for (int i = 1; i < ledger.size(); i++) {
      assertEquals(ledger.get(i).from().plusSeconds(1), ledger.get(i - 1).from());
      assertEquals(Occurrence.Fate.RUN, ledger.get(i).fate());
    }
    engine.pause(PROJECT, job, "ana", null);
    assertEquals(Job.State.PAUSED, engine.job(PROJECT, job).orElseThrow().state());
    engine.delete(PROJECT, job);
    assertFalse(engine.jobNamed(PROJECT, "tick").isPresent());
  }

  private static Run newestRun(JobId job) throws InterruptedException {
    while (true) {
      List<Run> runs = engine.runs(PROJECT, RunFilter.of(job), null, 1);
      if (!runs.isEmpty()) {
        return runs.getFirst();
      }
      io.devq.base.TimeSource.system().sleep(Duration.ofMillis(20));
    }
  }

  private static WorkerId worker(String name, String type) {
    return engine
        .workers()
        .register(
            PROJECT, new Workers.Registration(name, Set.of(type), Set.of("linux"), 2, "test"));
  }

  private static Workers.Orders sync(WorkerId worker, int session, Workers.Held... held)
      throws InterruptedException {
    return engine
        .workers()
        .sync(worker, new Workers.Report(session, List.of(held), 2, false), Duration.ofSeconds(10));
  }

  @Test
  void aWorkerIsGivenAnAttemptUntilItSaysToHaveIt() throws InterruptedException {
    WorkerId worker = worker("w1", "remote1");
    JobId job = engine.submit(PROJECT, JobSpec.of("remote1", "{}").withLabels(List.of("linux")));
    Workers.Assignment first = sync(worker, 1).start().getFirst();
    assertEquals(first, sync(worker, 2).start().getFirst());
    assertEquals(RunState.CLAIMED, engine.run(PROJECT, first.run()).orElseThrow().state());
    Workers.Orders none =
        engine
            .workers()
            .sync(
                worker,
                new Workers.Report(3, List.of(new Workers.Held(first.run(), 1, 50)), 1, false),
                Duration.ofMillis(10));
    assertTrue(none.start().isEmpty());
    Run running = engine.run(PROJECT, first.run()).orElseThrow();
    assertEquals(RunState.RUNNING, running.state());
    assertEquals(50, running.work().progress());
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    assertEquals(5, engine.workers().appendLog(first.run(), 1, 0, bytes, crc(bytes)));
    assertEquals(5, engine.workers().appendLog(first.run(), 1, 0, bytes, crc(bytes)));
    assertEquals(
        "log_gap",
        assertThrows(
                Problem.class,
                () -> engine.workers().appendLog(first.run(), 1, 7, bytes, crc(bytes)))
            .code());
    Outcome.Succeeded done = new Outcome.Succeeded("\"ok\"", 0);
    assertEquals(
        "log_incomplete",
        assertThrows(
                Problem.class,
                () ->
                    engine
                        .workers()
                        .finish(first.run(), 1, done, new Workers.LogEnd(6, "0".repeat(64))))
            .code());
    Workers.LogEnd end = new Workers.LogEnd(5, io.devq.base.Sha256.of(bytes).hex());
    engine.workers().finish(first.run(), 1, done, end);
    engine.workers().finish(first.run(), 1, done, end);
    assertEquals("\"ok\"", await(job).work().result());
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Test
  void aSilentWorkersRunGoesToAnotherAndItsOwnOutcomeIsRefused() throws InterruptedException {
    WorkerId dead = worker("dead", "remote2");
    JobId job = engine.submit(PROJECT, JobSpec.of("remote2", "{}").withRetry(RetryPolicy.ONCE));
    RunId run = sync(dead, 1).start().getFirst().run();
    assertTrue(
        engine
            .workers()
            .sync(
                dead,
                new Workers.Report(2, List.of(new Workers.Held(run, 1, null)), 1, false),
                Duration.ofMillis(10))
            .start()
            .isEmpty());
    WorkerId other = worker("other", "remote2");
    Workers.Assignment second = null;
    for (int session = 1; second == null; session++) {
      var start = sync(other, session).start();
      second = start.isEmpty() ? null : start.getFirst();
    }
    assertEquals(run, second.run());
    assertEquals(2, second.attempt());
    Problem late =
        assertThrows(
            Problem.class,
            () ->
                engine
                    .workers()
                    .finish(run, 1, new Outcome.Succeeded("\"late\"", 0), Workers.LogEnd.EMPTY));
    assertEquals("attempt_replaced", late.code());
    engine.workers().finish(run, 2, new Outcome.Succeeded("\"second\"", 0), Workers.LogEnd.EMPTY);
    assertEquals("\"second\"", await(job).work().result());
  }

  @Test
  void anotherProjectsJobIsNotFound() {
    assertEquals(
        "unknown_project",
        assertThrows(Problem.class, () -> engine.submit("nobody", JobSpec.of("echo", "{}")))
            .code());
  }

  @Test
  void manyRunsOfARecurringJobDoNotHideOtherJobs() throws Exception {
    JobSpec owned = JobSpec.of("echo", "{}").withOwner("lister");
    JobId once = engine.submit(PROJECT, owned);
    Schedule yearly = new Schedule.Cron("0 0 1 1 *", ZoneOffset.UTC, Recurrence.DEFAULT);
    JobId recurring = engine.submit(PROJECT, owned.withSchedule(yearly));
    engine.await(PROJECT, new RunId(once.value()), SOON);
    for (int i = 0; i < 3; i++) {
      engine.await(PROJECT, engine.trigger(PROJECT, recurring), SOON);
    }
    RunFilter filter = new RunFilter(null, "lister", null, null, null);
    assertEquals(
        List.of(recurring, once),
        engine.jobs(PROJECT, filter, null, 2).stream().map(Job::id).toList());
  }
}
