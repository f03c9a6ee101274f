package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.JobSpec;
import io.devq.jobs.QueueChange;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Why;
import io.devq.jobs.Workers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody asks why a run is not running.
class WhyTest {

  private static final String PROJECT = "default";
  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, Map.of());
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static JobSpec job(String type, String queue) {
    return JobSpec.of(type, "{}").withQueue(queue);
  }

  private static RunId submit(JobSpec job) {
    return new RunId(engine.submit(PROJECT, job).value());
  }

  private static Why why(RunId run) {
    return engine.why(PROJECT, run);
  }

  private static Why.Line line(Why why) {
    assertNotNull(why.line(), why.message());
    return Objects.requireNonNull(why.line());
  }

  private static WorkerId worker(String type, int slots, String... labels) {
    return engine
        .workers()
        .register(
            PROJECT,
            new Workers.Registration("of " + type, Set.of(type), Set.of(labels), slots, "test"));
  }

  /// Lets a worker take one attempt and report it as running.
  private static RunId take(WorkerId worker) throws InterruptedException {
    Workers.Orders orders =
        engine
            .workers()
            .sync(worker, new Workers.Report(1, List.of(), 1, false), Duration.ofSeconds(10));
    RunId run = orders.start().getFirst().run();
    var _ =
        engine
            .workers()
            .sync(
                worker,
                new Workers.Report(2, List.of(new Workers.Held(run, 1, null)), 0, false),
                Duration.ofMillis(1));
    return run;
  }

  @Test
  void withoutAWorkerItSaysWhichOneIsMissingAndHowToStartIt() {
    Why why = why(submit(job("shell", "q1").withLabels(List.of("linux", "gpu"))));
    assertEquals("no_worker", why.code());
    assertEquals("No worker for type shell and labels gpu, linux is connected.", why.message());
    assertEquals("Start one: devq agent --label gpu --label linux", why.advice());
    assertEquals(new Why.Line(1, 0, 0, 0), line(why));
  }

  @Test
  void aWorkerThatLacksALabelIsMentioned() {
    worker("paint", 1, "linux");
    Why why = why(submit(job("paint", "q2").withLabels(List.of("gpu"))));
    assertEquals("no_worker", why.code());
    assertTrue(why.message().contains("The one worker for paint lacks a label"), why.message());
  }

  @Test
  void whileAllSlotsAreTakenItSaysItsPlaceInLineAndUntilWhenAtTheLatest() throws Exception {
    WorkerId worker = worker("cook", 1);
    RunId cooking = submit(job("cook", "kitchen").withTimeout(Duration.ofMinutes(7)));
    assertEquals(cooking, take(worker));
    RunId second = submit(job("cook", "kitchen"));
    RunId third = submit(job("cook", "kitchen"));
    RunId urgent = submit(job("cook", "kitchen").withPriority(9));
    RunId elsewhere = submit(job("cook", "another"));
    assertEquals(1, line(why(urgent)).position());
    assertEquals(2, line(why(second)).position());
    assertEquals(3, line(why(third)).position());
    assertEquals(1, line(why(elsewhere)).position());
    Why why = why(third);
    assertEquals("workers_busy", why.code());
    assertEquals(
        "It is the 3rd in line in the queue \"kitchen\". The one slot of the one worker for type"
            + " cook is taken.",
        why.message());
    assertEquals(new Why.Line(3, 1, 1, 0), why.line());
    assertNull(why.until());
    Run running = engine.run(PROJECT, cooking).orElseThrow();
    assertEquals(
        Objects.requireNonNull(running.times().startedAt()).plus(Duration.ofMinutes(7)),
        why(urgent).until());
    assertEquals("running", why(cooking).code());
    assertTrue(why(cooking).message().contains(worker.text()), why(cooking).message());
  }

  @Test
  void placesFarBackAreNotCounted() {
    List<JobId> ids =
        engine.submitAll(PROJECT, Collections.nCopies(Why.LAST_COUNTED, job("crowd", "crowd")));
    assertEquals(Why.LAST_COUNTED, ids.size());
    RunId last = submit(job("crowd", "crowd"));
    RunId beyond = submit(job("crowd", "crowd"));
    assertEquals(Why.LAST_COUNTED + 1, line(why(last)).position());
    assertEquals(Why.LAST_COUNTED + 1, line(why(beyond)).position());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1st",
        "2 | 2nd",
        "3 | 3rd",
        "4 | 4th",
        "11 | 11th",
        "12 | 12th",
        "13 | 13th",
        "21 | 21st",
        "112 | 112th",
        "1002 | 1,002nd",
        "10000 | 10,000th",
        "10001 | more than 10,000th"
      })
  void placesAreNamed(long position, String expected) {
    assertEquals(expected, Reasons.ordinal(position));
  }

  @Test
  void aPausedQueueIsNamed() {
    RunId run = submit(job("shell", "halted"));
    engine.changeQueue(PROJECT, "halted", QueueChange.paused(true), "ana");
    Why why = why(run);
    assertEquals("queue_paused", why.code());
    assertTrue(why.message().contains("\"halted\""), why.message());
    assertNotNull(why.advice());
  }

  @Test
  void whatIsDueLaterSaysWhen() {
    RunId run = submit(job("shell", "q3").withSchedule(new Schedule.After(Duration.ofHours(1))));
    Why why = why(run);
    assertEquals("not_due", why.code());
    assertEquals(engine.run(PROJECT, run).orElseThrow().times().dueAt(), why.until());
  }

  @Test
  void whatIsOverSaysHow() {
    RunId run = submit(job("shell", "q4").withRetry(RetryPolicy.ONCE));
    engine.cancel(PROJECT, run, "ana");
    assertEquals(RunState.CANCELLED, engine.run(PROJECT, run).orElseThrow().state());
    assertEquals("It is over: CANCELLED.", why(run).message());
  }
}
