package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Notices.Notice;
import io.devq.jobs.Notify;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunEvents.Kind;
import io.devq.jobs.Schedule;
import io.devq.jobs.TimeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What should have happened by now is told while time passes.
class DeadlinesTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofMillis(1_500);

  private final BlockingQueue<Notice> told = new LinkedBlockingQueue<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final CountDownLatch go = new CountDownLatch(1);
  private final Map<String, Handler> handlers =
      Map.of(
          "wait",
              _ -> {
                go.await();
                return null;
              },
          "flaky",
              _ -> {
                if (broken.get()) {
                  throw new FatalFailure("broken");
                }
                return null;
              });

  private EngineFixture fixture() {
    EngineFixture fixture = new EngineFixture(EngineSettings.DEFAULT, handlers);
    fixture.engine().tell(told::add);
    return fixture;
  }

  private Notice next() throws InterruptedException {
    Notice notice = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    if (notice == null) {
      throw new AssertionError("nothing was told");
    }
    return notice;
  }

  /// Another job becomes late: the next thing that is told is that one.
  private void assertNothingElseIsToldMeanwhile(JobEngine engine) throws InterruptedException {
    JobId late = engine.submit(PROJECT, limited("nobody-runs-this", finishWithin(SHORT)));
    assertEquals(late, next().job());
  }

  private static JobSpec limited(String type, TimeLimits limits) {
    return JobSpec.of(type, "{}").withLimits(limits);
  }

  private static TimeLimits finishWithin(Duration limit) {
    return new TimeLimits(JobLimits.TIMEOUT, null, null, limit, null);
  }

  private static TimeLimits mustSucceedWithin(Duration limit) {
    return new TimeLimits(JobLimits.TIMEOUT, null, null, null, limit);
  }

  /// The first so many events that tell of something else than a change of a run.
  private static List<Kind> kinds(JobEngine engine, int count) throws InterruptedException {
    List<Kind> kinds = new ArrayList<>();
    long position = 0;
    while (kinds.size() < count) {
      RunEvents.Batch batch = engine.events().read(PROJECT, position, 100, SOON);
      assertTrue(batch.position() > position, "no more events after " + kinds);
      position = batch.position();
      batch.events().stream()
          .map(RunEvents.Event::kind)
          .filter(kind -> kind != Kind.CHANGED)
          .forEach(kinds::add);
    }
    return kinds;
  }

  @Test
  void aRunThatHasNotEndedInTimeIsLateOnceWhileItRuns() throws InterruptedException {
    try (EngineFixture fixture = fixture()) {
      JobEngine engine = fixture.engine();
      JobId inTime = engine.submit(PROJECT, limited("flaky", finishWithin(Duration.ofHours(1))));
      JobId job = engine.submit(PROJECT, limited("wait", finishWithin(SHORT)));
      Notice late = next();
      assertEquals(Notify.On.LATE, late.what());
      assertEquals(new RunId(job.value()), late.run());
      assertTrue(late.reason().contains("PT1.5S"), late.reason());
      assertTrue(!engine.run(PROJECT, new RunId(job.value())).orElseThrow().state().isFinal());
      JobEngine after = fixture.restart(EngineSettings.DEFAULT, handlers);
      after.tell(told::add);
      go.countDown();
      assertTrue(
          after.await(PROJECT, new RunId(job.value()), SOON).state().isFinal(), "it goes on");
      after.await(PROJECT, new RunId(inTime.value()), SOON);
      assertTrue(told.isEmpty(), "told once, across a restart: " + told);
    }
  }

  @Test
  void aRunThatWaitsForAWorkerIsLateToo() throws InterruptedException {
    try (EngineFixture fixture = fixture()) {
      JobId job =
          fixture.engine().submit(PROJECT, limited("nobody-runs-this", finishWithin(SHORT)));
      assertEquals(new RunId(job.value()), next().run());
      assertEquals(List.of(Kind.LATE), kinds(fixture.engine(), 1));
    }
  }

  @Test
  void aJobWithoutASuccessIsMissedOnceAndThenRecovers() throws InterruptedException {
    broken.set(true);
    try (EngineFixture fixture = fixture()) {
      JobEngine engine = fixture.engine();
      Schedule everySecond =
          new Schedule.Every(Duration.ofSeconds(1), Recurrence.DEFAULT.withOverlap(Overlap.ALLOW));
      JobId job =
          engine.submit(
              PROJECT, limited("flaky", mustSucceedWithin(SHORT)).withSchedule(everySecond));
      Notice missed = next();
      assertEquals(Notify.On.MISSED, missed.what());
      assertEquals(job, missed.job());
      assertNothingElseIsToldMeanwhile(engine);
      broken.set(false);
      Notice recovered = next();
      assertEquals(Notify.On.RECOVERED, recovered.what());
      assertEquals(List.of(Kind.MISSED, Kind.LATE, Kind.RECOVERED), kinds(engine, 3));
      engine.pause(PROJECT, job, "ana", null);
      assertNothingElseIsToldMeanwhile(engine);
      engine.delete(PROJECT, job);
    }
  }

  @Test
  void whatWasToldIsNotToldAgainAfterARestart() throws InterruptedException {
    broken.set(true);
    try (EngineFixture fixture = fixture()) {
      Schedule hourly = new Schedule.Every(Duration.ofHours(1), Recurrence.DEFAULT);
      fixture
          .engine()
          .submit(PROJECT, limited("flaky", mustSucceedWithin(SHORT)).withSchedule(hourly));
      assertEquals(Notify.On.MISSED, next().what());
      JobEngine after = fixture.restart(EngineSettings.DEFAULT, handlers);
      after.tell(told::add);
      JobId late = after.submit(PROJECT, limited("nobody-runs-this", finishWithin(SHORT)));
      assertEquals(late, next().job(), "the next thing that is told is another one");
      assertTrue(told.isEmpty());
    }
  }
}
