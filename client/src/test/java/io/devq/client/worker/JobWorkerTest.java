package io.devq.client.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JobWorkerTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final FakeServer server = new FakeServer(Duration.ofMillis(500));
  private final DevqClient client = new DevqClient(server.settings());
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  record Greeting(String name) {}

  private JobWorker.Builder worker() {
    return JobWorker.named("tests", client).slots(4).drain(Duration.ZERO);
  }

  private RunId submit(String type) {
    return server.submit(type, new Greeting("Ana"), LONG);
  }

  private Ending waitForever(Attempt attempt) throws InterruptedException {
    attempt.log().note("waiting");
    never.await();
    return Ending.success();
  }

  @Test
  void aHandlersResultAndLogReachTheServer() {
    try (var _ =
        worker()
            .handle(
                "greet",
                Greeting.class,
                (greeting, attempt) -> {
                  attempt.log().note("greeting " + greeting.name());
                  return Map.of("said", "hello " + greeting.name());
                })
            .start()) {
      RunId run = submit("greet");
      Outcome outcome = server.outcome(run);
      assertEquals("succeeded", outcome.result());
      assertEquals("{\"said\":\"hello Ana\"}", outcome.output());
      assertEquals("[devq] greeting Ana\n", server.log(run));
    }
  }

  @Test
  void anExceptionIsAFailureThatMayBeTriedAgainAndItsTraceIsInTheLog() {
    try (var _ =
        worker()
            .handle(
                "greet",
                attempt -> {
                  throw new IllegalStateException("no more paper");
                })
            .start()) {
      RunId run = submit("greet");
      Outcome outcome = server.outcome(run);
      assertEquals("failed", outcome.result());
      assertTrue(outcome.retriable());
      assertTrue(server.log(run).contains("IllegalStateException: no more paper"));
    }
  }

  @Test
  void aFailureMaySayWhenToTryAgain() {
    try (var _ =
        worker()
            .handle(
                "greet",
                attempt -> {
                  throw new RetryAfter(Duration.ofMinutes(2), "429 Too Many Requests");
                })
            .start()) {
      Outcome outcome = server.outcome(submit("greet"));
      assertEquals("failed", outcome.result());
      assertTrue(outcome.retriable());
      assertEquals(Duration.ofMinutes(2), outcome.retryAfter());
    }
  }

  @Test
  void aSnoozeIsNoFailure() {
    try (var _ =
        worker()
            .handle(
                "greet",
                Greeting.class,
                (_, _) -> {
                  throw new Snooze(Duration.ofHours(1), "the file has not come yet");
                })
            .start()) {
      Outcome outcome = server.outcome(submit("greet"));
      assertEquals("snoozed", outcome.result());
      assertEquals(Duration.ofHours(1), outcome.retryAfter());
      assertEquals("the file has not come yet", outcome.reason());
    }
  }

  @Test
  void progressAndItsNoteReachTheServer() {
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  attempt.progress(40, "copying");
                  return waitForever(attempt);
                })
            .start()) {
      RunId run = submit("wait");
      server.awaitNote(run, "copying");
      server.awaitProgress(run, 40);
    }
  }

  @Test
  void workThatReportsNoProgressIsKilledAndTheReasonSaysSo() {
    try (var _ = worker().handle("wait", this::waitForever).start()) {
      RunId run = server.submitWatched("wait", Map.of(), Duration.ofMillis(300));
      Outcome outcome = server.outcome(run);
      assertEquals("killed", outcome.result());
      assertEquals("It reported no progress for PT0.3S.", outcome.reason());
    }
  }

  @Test
  void workThatReportsProgressMayTakeItsTime() {
    try (var _ =
        worker()
            .handle(
                "slow",
                attempt -> {
                  for (int i = 0; i < 10; i++) {
                    attempt.progress(10 * i);
                    TimeSource.system().sleep(Duration.ofMillis(200));
                  }
                  return Ending.success();
                })
            .start()) {
      RunId run = server.submitWatched("slow", Map.of(), Duration.ofSeconds(1));
      assertEquals("succeeded", server.outcome(run).result());
    }
  }

  @Test
  void workMayAskForMoreTimeWithinBounds() {
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  assertEquals(LONG.plusMinutes(2), attempt.extend(Duration.ofMinutes(2)));
                  Problem tooLong =
                      assertThrows(Problem.class, () -> attempt.extend(Duration.ofHours(1)));
                  assertEquals("time_limit_too_long", tooLong.code());
                  return waitForever(attempt);
                })
            .start()) {
      RunId run = submit("wait");
      server.awaitLimit(run, LONG.plusMinutes(2));
    }
  }

  @Test
  void anExtendedLimitHolds() {
    try (var _ =
        worker()
            .handle(
                "slow",
                attempt -> {
                  attempt.extend(Duration.ofMinutes(1));
                  TimeSource.system().sleep(Duration.ofMillis(900));
                  return Ending.success();
                })
            .start()) {
      RunId run = server.submit("slow", Map.of(), Duration.ofMillis(600));
      assertEquals("succeeded", server.outcome(run).result());
    }
  }

  @Test
  void whatIsLargeGoesItsOwnWay() {
    server.refuse("/payload", 503, "overloaded");
    server.refuse("/result", 503, "overloaded");
    server.refuse("/outcome", 409, "result_missing");
    try (var _ =
        worker().handle("greet", Greeting.class, (greeting, _) -> greeting.name()).start()) {
      String name = "x".repeat(300_000);
      RunId run = server.submit("greet", new Greeting(name), LONG);
      Outcome outcome = server.outcome(run);
      assertEquals("succeeded", outcome.result());
      assertEquals(true, outcome.outputStored());
      assertEquals('"' + name + '"', server.result(run));
    }
  }

  @Test
  void aResultThatIsTooLargeIsAFailureThatSaysSo() {
    server.refuse("/result", 413, "body_too_large");
    try (var _ = worker().handle("greet", attempt -> Ending.success("x".repeat(100_000))).start()) {
      Outcome outcome = server.outcome(submit("greet"));
      assertEquals("failed", outcome.result());
      assertFalse(outcome.retriable());
    }
  }

  @Test
  void aCheckpointIsKeptAndReadByTheNextAttempt() {
    server.refuse("/checkpoint", 503, "overloaded");
    try (var _ =
        worker()
            .handle(
                "resume",
                attempt -> {
                  String before = attempt.checkpoint();
                  attempt.checkpoint("{\"row\": 7}");
                  return Ending.success(before);
                })
            .start()) {
      RunId run = server.submitAfter("{\"row\":3}", "resume", Map.of());
      assertEquals("{\"row\":3}", server.outcome(run).output());
      server.awaitCheckpoint(run, "{\"row\":7}");
      RunId broken = submit("resume");
      server.outcome(broken);
      assertEquals("null", String.valueOf(server.outcome(broken).output()));
    }
  }

  @Test
  void aPayloadThatDoesNotFitIsFinal() {
    try (var _ =
        worker().handle("greet", Greeting.class, (greeting, attempt) -> greeting.name()).start()) {
      RunId run = server.submit("greet", Map.of("nobody", 1), LONG);
      Outcome outcome = server.outcome(run);
      assertEquals("failed", outcome.result());
      assertFalse(outcome.retriable());
    }
  }

  @Test
  void aCancelInterruptsTheHandler() {
    try (var _ = worker().handle("wait", this::waitForever).start()) {
      RunId run = submit("wait");
      server.awaitLog(run, "waiting");
      server.cancel(run, false, "Ana changed her mind.");
      Outcome outcome = server.outcome(run);
      assertEquals("cancelled", outcome.result());
      assertEquals("Ana changed her mind.", outcome.reason());
    }
  }

  @Test
  void aTimeLimitKillsAndSaysWhichLimit() {
    try (var _ = worker().handle("wait", this::waitForever).start()) {
      RunId run = server.submit("wait", Map.of(), Duration.ofMillis(200));
      Outcome outcome = server.outcome(run);
      assertEquals("killed", outcome.result());
      assertTrue(String.valueOf(outcome.reason()).contains("PT0.2S"), outcome.reason());
    }
  }

  @Test
  void closingGivesUnfinishedWorkBack() {
    RunId run;
    try (var _ = worker().handle("wait", this::waitForever).start()) {
      run = submit("wait");
      server.awaitLog(run, "waiting");
    }
    assertEquals("interrupted", server.outcome(run).result());
    server.awaitDraining();
  }

  @Test
  void closingWaitsForWorkThatEndsInTime() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    JobWorker worker =
        JobWorker.named("tests", client)
            .drain(LONG)
            .handle(
                "wait",
                attempt -> {
                  attempt.log().note("waiting");
                  go.await();
                  return Ending.success();
                })
            .start();
    RunId run = submit("wait");
    server.awaitLog(run, "waiting");
    Thread closing = Thread.ofVirtual().start(worker::close);
    server.awaitDraining();
    go.countDown();
    closing.join();
    assertEquals("succeeded", server.outcome(run).result());
  }

  @Test
  void aForgottenWorkerRegistersAgainAndKeepsItsAttempts() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  go.await();
                  return Ending.success();
                })
            .start()) {
      RunId run = submit("wait");
      server.awaitHeld(run);
      server.forgetWorkers();
      server.awaitRegistrations(2);
      go.countDown();
      assertEquals("succeeded", server.outcome(run).result());
      assertEquals(1, server.outcomes(run));
    }
  }

  @Test
  void lostAnswersChangeNothing() {
    server.loseAnswer("/sync");
    server.loseAnswer("/log");
    server.loseAnswer("/outcome");
    try (var _ =
        worker()
            .handle(
                "greet",
                attempt -> {
                  attempt.log().note("once");
                  return Ending.success();
                })
            .start()) {
      RunId run = submit("greet");
      assertEquals("succeeded", server.outcome(run).result());
      server.awaitIdle();
      assertEquals("[devq] once\n", server.log(run));
    }
  }

  @Test
  void aServerThatIsAwayForAWhileMissesNothing() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  attempt.log().note("before");
                  go.await();
                  attempt.log().note("while away");
                  return Ending.success("1");
                })
            .start()) {
      RunId run = submit("wait");
      server.awaitLog(run, "before");
      server.goAway();
      go.countDown();
      assertFalse(never.await(1, TimeUnit.SECONDS));
      server.comeBack();
      assertEquals("1", server.outcome(run).output());
      assertEquals("[devq] before\n[devq] while away\n", server.log(run));
    }
  }

  @Test
  void aServerThatLostPartOfTheLogGetsItAgain() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  attempt.log().note("one");
                  go.await();
                  attempt.log().note("two");
                  return Ending.success();
                })
            .start()) {
      RunId gap = submit("wait");
      RunId end = submit("wait");
      server.awaitLog(gap, "one");
      server.awaitLog(end, "one");
      server.cutLog(gap, 3);
      server.refuse("/attempts/1/outcome", 409, "log_incomplete");
      go.countDown();
      server.outcome(gap);
      server.outcome(end);
      assertEquals("[devq] one\n[devq] two\n", server.log(gap));
      assertEquals("[devq] one\n[devq] two\n", server.log(end));
    }
  }

  @Test
  void aStoreThatIsFullIsWaitedForAndTheLogSaysSo() {
    server.refuse("/artifacts/", 507, "storage_full");
    server.refuse("/artifacts/", 507, "storage_full");
    try (var _ =
        worker()
            .handle(
                "make",
                attempt -> {
                  Path file = attempt.folder().resolve("made");
                  Files.writeString(file, "made");
                  attempt.upload("made", file);
                  return Ending.success();
                })
            .start()) {
      RunId run = submit("make");
      assertEquals("succeeded", server.outcome(run).result());
      assertEquals(1, server.log(run).lines().count());
      assertTrue(server.log(run).startsWith("[devq] cannot store made: "), server.log(run));
    }
  }

  @Test
  void aReplacedAttemptIsDroppedWithoutAnOutcome() {
    try (var _ =
        worker()
            .handle(
                "talk",
                attempt -> {
                  while (!never.await(5, TimeUnit.MILLISECONDS)) {
                    attempt.log().note("still here");
                  }
                  return Ending.success();
                })
            .start()) {
      RunId run = submit("talk");
      server.awaitLog(run, "still here");
      server.replace(run);
      server.awaitIdle();
      assertEquals(0, server.outcomes(run));
    }
  }

  @Test
  void noMoreRunAtOnceThanThereAreSlots() throws InterruptedException {
    CountDownLatch four = new CountDownLatch(4);
    CountDownLatch go = new CountDownLatch(1);
    List<RunId> runs = new ArrayList<>();
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  four.countDown();
                  go.await();
                  return Ending.success();
                })
            .start()) {
      for (int i = 0; i < 20; i++) {
        runs.add(submit("wait"));
      }
      assertTrue(four.await(60, TimeUnit.SECONDS));
      runs.subList(0, 4).forEach(server::awaitHeld);
      go.countDown();
      runs.forEach(run -> assertEquals("succeeded", server.outcome(run).result()));
    }
  }

  @Test
  void whatHappensHereDoesNotWaitForAHeldAnswer() {
    try (FakeServer slow = new FakeServer(Duration.ofSeconds(20));
        DevqClient other = new DevqClient(slow.settings());
        var _ =
            JobWorker.named("tests", other)
                .slots(1)
                .handle("greet", attempt -> Ending.success())
                .start()) {
      List<RunId> runs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        runs.add(slow.submit("greet", Map.of(), LONG));
      }
      long began = TimeSource.system().nanos();
      runs.forEach(slow::outcome);
      Duration took = Duration.ofNanos(TimeSource.system().nanos() - began);
      assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took.toString());
    }
  }

  @Test
  void aCancelThatTakesItsTimeIsNotAskedForInATightCircle() {
    CountDownLatch cleaned = new CountDownLatch(1);
    try (var _ =
        worker()
            .handle(
                "wait",
                attempt -> {
                  attempt.log().note("waiting");
                  try {
                    never.await();
                  } catch (InterruptedException stopped) {
                    assertFalse(cleaned.await(1, TimeUnit.SECONDS));
                    throw stopped;
                  }
                  return Ending.success();
                })
            .start()) {
      RunId run = submit("wait");
      server.awaitLog(run, "waiting");
      long before = server.syncs();
      server.cancel(run, false, "enough");
      assertEquals("cancelled", server.outcome(run).result());
      assertTrue(server.syncs() - before < 20, server.syncs() - before + " syncs");
    }
  }

  @Test
  void anIdleWorkerAsksOnceInABeat() throws InterruptedException {
    try (var _ = worker().handle("greet", attempt -> Ending.success()).start()) {
      server.awaitIdle();
      long before = server.syncs();
      assertFalse(never.await(2, TimeUnit.SECONDS));
      long asked = server.syncs() - before;
      assertTrue(asked <= 6, asked + " syncs in four beats");
    }
  }

  @Test
  void aWorkerWithoutHandlersIsRefused() {
    assertEquals("no_handler", assertThrows(Problem.class, () -> worker().start()).code());
  }
}
