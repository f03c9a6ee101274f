package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.jobs.Handler;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.QueueChange;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.TimeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TimeLimitsTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TimeSource TIME = TimeSource.system();
  private static final LinkedBlockingQueue<RunId> BEGUN = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<Long> ENDED = new LinkedBlockingQueue<>();

  private static final Map<String, Handler> HANDLERS =
      Map.of(
          "stuck",
              attempt -> {
                BEGUN.add(attempt.run());
                try {
                  new CountDownLatch(1).await();
                } finally {
                  ENDED.add(TIME.nanos());
                }
                return null;
              },
          "slow",
              _ -> {
                TIME.sleep(Duration.ofSeconds(3));
                return null;
              },
          "talks",
              attempt -> {
                for (int i = 1; i <= 8; i++) {
                  TIME.sleep(Duration.ofMillis(250));
                  attempt.progress(10 * i, "part " + i);
                }
                return null;
              },
          "says",
              attempt -> {
                attempt.progress(140, "x".repeat(500));
                BEGUN.add(attempt.run());
                new CountDownLatch(1).await();
                return null;
              },
          "extends",
              attempt -> {
                Duration limit = attempt.extend(Duration.ofSeconds(50));
                TIME.sleep(Duration.ofMillis(1500));
                return "\"" + limit + "\"";
              },
          "greedy",
              attempt -> {
                attempt.extend(JobLimits.LONGEST_EXTENDED);
                return null;
              });
  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, HANDLERS);
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static JobSpec of(String type, TimeLimits limits) {
    return JobSpec.of(type, "{}").withLimits(limits);
  }

  private static TimeLimits running(long millis) {
    return TimeLimits.DEFAULT.withRun(Duration.ofMillis(millis));
  }

  private static TimeLimits waiting(long millis) {
    return TimeLimits.DEFAULT.withWaiting(Duration.ofMillis(millis));
  }

  private static TimeLimits progress(long millis) {
    return new TimeLimits(Duration.ofMinutes(5), null, Duration.ofMillis(millis), null, null);
  }

  private static Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  @Test
  void aRunBehindAFullWindowExpiresToo() throws InterruptedException {
    List<JobSpec> nobodys =
        Collections.nCopies(5_000, JobSpec.of("nobody", "{}").withQueue("full"));
    engine.submitAll(PROJECT, nobodys);
    long began = TIME.nanos();
    JobId last = engine.submit(PROJECT, of("nobody", waiting(200)).withQueue("full"));
    Run run = await(last);
    assertEquals(RunState.EXPIRED, run.state());
    assertEquals(OutcomeClass.TIMEOUT, run.outcomeClass());
    assertEquals(0, run.attempt());
    assertTrue(Duration.ofNanos(TIME.nanos() - began).toSeconds() < 10, "within seconds");
  }

  @Test
  void aRunInAPausedQueueExpiresToo() throws InterruptedException {
    await(engine.submit(PROJECT, of("talks", progress(60_000)).withQueue("held")));
    engine.changeQueue(PROJECT, "held", QueueChange.paused(true), "test");
    List<JobId> jobs =
        engine.submitAll(
            PROJECT, Collections.nCopies(300, of("slow", waiting(200)).withQueue("held")));
    for (JobId job : jobs) {
      assertEquals(RunState.EXPIRED, await(job).state());
    }
  }

  @Test
  void aRunThatBeganInTimeDoesNotExpireWhileItRuns() throws InterruptedException {
    assertEquals(
        RunState.SUCCEEDED, await(engine.submit(PROJECT, of("slow", waiting(1_000)))).state());
  }

  @Test
  void anAttemptThatReportsNoProgressIsKilledAndTheReasonSaysSo() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, of("stuck", progress(300))));
    assertEquals(RunState.KILLED, run.state());
    assertEquals(OutcomeClass.TIMEOUT, run.outcomeClass());
    assertEquals("reported no progress for PT0.3S", run.reason());
  }

  @Test
  void anAttemptThatReportsProgressMayTakeItsTime() throws InterruptedException {
    assertEquals(
        RunState.SUCCEEDED, await(engine.submit(PROJECT, of("talks", progress(1_500)))).state());
  }

  @Test
  void progressIsShownWithItsNote() throws InterruptedException {
    RunId run = new RunId(engine.submit(PROJECT, JobSpec.of("says", "{}")).value());
    while (!BEGUN.take().equals(run)) {}
    Run.Work work = engine.run(PROJECT, run).orElseThrow().work();
    assertEquals(100, work.progress());
    assertEquals(JobLimits.PROGRESS_NOTE_CHARS, String.valueOf(work.note()).length());
    engine.cancel(PROJECT, run, "test");
  }

  @Test
  void theTimeLimitKillsAndSaysWhichLimit() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, of("stuck", running(300))));
    assertEquals(RunState.KILLED, run.state());
    assertEquals("ran longer than its time limit of PT0.3S", run.reason());
  }

  @Test
  void aHandlerMayAskForMoreTime() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, of("extends", running(1_000))));
    assertEquals(RunState.SUCCEEDED, run.state(), String.valueOf(run.reason()));
    assertEquals("\"PT51S\"", run.work().result());
  }

  @Test
  void butNotForMoreThanIsAllowed() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, of("greedy", running(1_000))));
    assertEquals(RunState.FAILED, run.state());
    assertTrue(String.valueOf(run.reason()).contains("PT168H"), run.reason());
  }

  @Test
  void aCancelReachesAHandlerWithin300Milliseconds() throws InterruptedException {
    List<Duration> took = new ArrayList<>();
    ENDED.clear();
    for (int i = 0; i < 20; i++) {
      RunId run = new RunId(engine.submit(PROJECT, JobSpec.of("stuck", "{}")).value());
      while (!BEGUN.take().equals(run)) {}
      ENDED.clear();
      long asked = TIME.nanos();
      engine.cancel(PROJECT, run, "ana");
      took.add(Duration.ofNanos(ENDED.take() - asked));
      assertEquals(RunState.CANCELLED, engine.await(PROJECT, run, SOON).state());
    }
    Duration most = Percentile.of95(took);
    assertTrue(most.toMillis() <= 300, "the 95th percentile is " + most);
  }

  @Test
  void aLimitThatIsNoneIsRefused() {
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(9999))) {
      assertEquals(
          "/progressTimeout",
          assertThrows(
                  Problem.class,
                  () -> new TimeLimits(Duration.ofMinutes(5), null, wrong, null, null))
              .pointer());
    }
  }
}
