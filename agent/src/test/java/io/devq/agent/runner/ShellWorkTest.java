package io.devq.agent.runner;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.client.worker.FakeServer;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShellWorkTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path data;
  private RunnerFixture it;

  @BeforeEach
  void start() {
    it = new RunnerFixture(data);
  }

  @AfterEach
  void close() {
    it.close();
  }

  private static String reason(Outcome outcome) {
    return String.valueOf(outcome.reason());
  }

  @Test
  void aScriptsOutputIsItsLogByteForByte() {
    RunId run = it.shell("printf 'one\\r\\n'; printf 'two' >&2");
    assertEquals("succeeded", it.server.outcome(run).result());
    assertEquals("one\r\ntwo", it.server.log(run));
  }

  @Test
  void theExitCodeDecides() {
    Outcome outcome = it.run("exit 7");
    assertEquals("failed", outcome.result());
    assertEquals(7, outcome.exitCode());
    assertTrue(outcome.retriable());
  }

  @Test
  void aScriptStopsAtTheFirstFailingCommand() {
    RunId run = it.shell("false | cat\necho unreachable");
    assertEquals(1, it.server.outcome(run).exitCode());
    assertEquals("", it.server.log(run));
  }

  @Test
  void aScriptMayNameItsInterpreter() {
    RunId run = it.shell("#!/bin/cat\nhello\n");
    assertEquals("succeeded", it.server.outcome(run).result());
    assertEquals("#!/bin/cat\nhello\n", it.server.log(run));
  }

  @Test
  void aCommandIsRunWithoutAShell() {
    RunId run = it.server.submit("shell", Map.of("command", List.of("echo", "$HOME *")), SOON);
    it.server.outcome(run);
    assertEquals("$HOME *\n", it.server.log(run));
  }

  @Test
  void aCommandThatIsNotThereSaysSo() {
    RunId run = it.server.submit("shell", Map.of("command", List.of("no-such-command")), SOON);
    assertEquals(127, it.server.outcome(run).exitCode());
    assertTrue(it.server.log(run).contains("no-such-command"));
  }

  @Test
  void aPayloadWithoutWorkIsRefusedForGood() {
    RunId run = it.server.submit("shell", Map.of(), SOON);
    Outcome outcome = it.server.outcome(run);
    assertEquals("failed", outcome.result());
    assertFalse(outcome.retriable());
  }

  @Test
  void theEnvironmentIsThatOfTheContractAndHasNoSecrets() {
    RunId run =
        it.server.submit(
            "shell", Map.of("script", "env", "env", Map.of("MINE", "yes", "CI", "no")), SOON);
    it.server.outcome(run);
    String log = it.server.log(run);
    assertTrue(log.contains("CI=true\n"), log);
    assertTrue(log.contains("MINE=yes\n"), log);
    assertTrue(log.contains("DEVQ_RUN_ID=" + run.text() + "\n"), log);
    assertTrue(log.contains("DEVQ_ATTEMPT=1\n"), log);
    assertTrue(log.contains("DEVQ_URL=" + it.client.transport().settings().server()), log);
    assertFalse(log.contains(FakeServer.TOKEN), log);
    assertFalse(log.contains("USER="), log);
  }

  @Test
  void aResultIsJsonWhenItIsOneAndTextWhenNot() {
    assertEquals("{\"a\":1}", it.run("echo '{\"a\": 1}' > $DEVQ_RESULT").output());
    assertEquals("\"plain words\"", it.run("echo plain words > $DEVQ_RESULT").output());
  }

  @Test
  void aResultThatIsTooLargeIsAFailureThatSaysSo() {
    Outcome outcome = it.run("head -c 52428801 /dev/zero | tr '\\0' x > $DEVQ_RESULT");
    assertEquals("failed", outcome.result());
    assertTrue(reason(outcome).contains("52428800"), reason(outcome));
  }

  @Test
  void aLargeResultIsStoredBeforeTheOutcome() {
    RunId run = it.shell("head -c 1000000 /dev/zero | tr '\\0' x > $DEVQ_RESULT");
    Outcome outcome = it.server.outcome(run);
    assertEquals("succeeded", outcome.result());
    assertEquals(true, outcome.outputStored());
    assertEquals(1_000_002, String.valueOf(it.server.result(run)).length());
  }

  @Test
  void progressIsReportedWhileTheWorkGoesOn() {
    RunId run = it.shell("echo 40 > $DEVQ_PROGRESS; sleep 4000");
    it.server.awaitProgress(run, 40);
    it.server.cancel(run, false, "enough");
    it.server.outcome(run);
  }

  @Test
  void progressMayHaveANoteAndIsItsLastLine() {
    RunId run =
        it.shell(
            "echo 10 begins > $DEVQ_PROGRESS; echo '55.5% copies files' >> $DEVQ_PROGRESS; sleep 4010");
    it.server.awaitNote(run, "copies files");
    it.server.awaitProgress(run, 55);
    it.server.cancel(run, false, "enough");
    it.server.outcome(run);
  }

  @Test
  void aScriptThatWritesNoProgressIsKilledWhenItMust() {
    RunId run =
        it.server.submitWatched("shell", Map.of("script", "sleep 4011"), Duration.ofMillis(400));
    Outcome outcome = it.server.outcome(run);
    assertEquals("killed", outcome.result());
    assertTrue(reason(outcome).contains("no progress for PT0.4S"), reason(outcome));
  }

  @Test
  void aCheckpointIsKeptWhileTheScriptRuns() {
    RunId run = it.shell("echo '{\"row\": 3}' > $DEVQ_CHECKPOINT; sleep 4012");
    it.server.awaitCheckpoint(run, "{\"row\":3}");
    it.server.cancel(run, false, "enough");
    it.server.outcome(run);
  }

  @Test
  void theLastCheckpointOfAScriptThatFailsIsKept() {
    RunId run = it.shell("echo 'row 4' > $DEVQ_CHECKPOINT; exit 1");
    assertEquals("failed", it.server.outcome(run).result());
    it.server.awaitCheckpoint(run, "\"row 4\"");
  }

  @Test
  void aScriptThatIsStoppedMayLeaveACheckpoint() {
    RunId run =
        it.shell("trap 'echo 9 > $DEVQ_CHECKPOINT; exit 1' TERM; echo ready; sleep 4013 & wait");
    it.server.awaitLog(run, "ready");
    it.stop();
    assertEquals("interrupted", it.server.outcome(run).result());
    it.server.awaitCheckpoint(run, "9");
  }

  @Test
  void theNextAttemptFindsTheCheckpointInItsFile() {
    RunId run =
        it.server.submitAfter(
            "{\"row\":3}", "shell", Map.of("script", "cat $DEVQ_CHECKPOINT > $DEVQ_RESULT"));
    assertEquals("{\"row\":3}", it.server.outcome(run).output());
    RunId text =
        it.server.submitAfter("\"row 4\"", "shell", Map.of("script", "cat $DEVQ_CHECKPOINT"));
    it.server.outcome(text);
    assertEquals("row 4\n", it.server.log(text));
  }

  @Test
  void aCheckpointThatIsTooLargeIsNotKeptAndTheLogSaysSo() {
    RunId run = it.shell("head -c 70000 /dev/zero | tr '\\0' x > $DEVQ_CHECKPOINT; exit 1");
    it.server.outcome(run);
    assertTrue(it.server.log(run).contains("larger than 65536 bytes"), it.server.log(run));
  }

  @Test
  void theLogIsThereWhileTheWorkGoesOn() {
    RunId run = it.shell("echo first; sleep 4001");
    it.server.awaitLog(run, "first");
    it.server.cancel(run, false, "enough");
    assertEquals("cancelled", it.server.outcome(run).result());
    assertTrue(it.server.log(run).startsWith("first\n"), it.server.log(run));
    assertTrue(it.server.log(run).endsWith("[devq] enough\n"), it.server.log(run));
  }

  @Test
  void aCancelEndsEvenWorkThatIgnoresIt() throws Exception {
    RunId run = it.shell("trap '' TERM; echo deaf; sleep 4002 & while true; do sleep 4002; done");
    it.server.awaitLog(run, "deaf");
    Processes.await("sleep\0" + "4002", 2, SOON);
    it.server.cancel(run, true, "A newer run takes its place.");
    Outcome outcome = it.server.outcome(run);
    assertEquals("killed", outcome.result());
    assertEquals("A newer run takes its place.", outcome.reason());
    assertEquals(List.of(), Processes.with("sleep\0" + "4002"));
  }

  @Test
  void workMayCleanUpWhenItIsCancelled() {
    RunId run = it.shell("trap 'echo cleaned; exit 1' TERM; echo ready; sleep 4003 & wait");
    it.server.awaitLog(run, "ready");
    it.server.cancel(run, false, "enough");
    it.server.outcome(run);
    assertTrue(it.server.log(run).contains("cleaned\n"), it.server.log(run));
  }

  @Test
  void theTimeLimitKillsAllOfIt() throws Exception {
    RunId run =
        it.server.submit(
            "shell", Map.of("script", "sleep 4004 & sleep 4004"), Duration.ofMillis(700));
    Outcome outcome = it.server.outcome(run);
    assertEquals("killed", outcome.result());
    assertTrue(reason(outcome).contains("PT0.7S"), reason(outcome));
    assertEquals(List.of(), Processes.with("sleep\0" + "4004"));
  }

  @Test
  void whatAScriptLeavesRunningEndsWithIt() throws Exception {
    Outcome outcome =
        it.run("(sleep 4005 &); setsid sleep 4005 & (setsid setsid sleep 4005 &) ; sleep 0.2");
    assertEquals("succeeded", outcome.result());
    assertEquals(List.of(), Processes.with("sleep\0" + "4005"));
  }

  @Test
  void aScriptThatKillsItsWholeGroupFails() {
    assertEquals("failed", it.run("kill -9 0").result());
    assertEquals("succeeded", it.run("true").result());
  }

  @Test
  void stoppingTheRunnerEndsItsWorkAndGivesItBack() throws Exception {
    RunId run = it.shell("echo there; sleep 4006");
    it.server.awaitLog(run, "there");
    it.stop();
    assertEquals("interrupted", it.server.outcome(run).result());
    assertEquals(List.of(), Processes.with("sleep\0" + "4006"));
  }

  @Test
  void nothingIsLeftOfAnAttempt() throws IOException {
    it.run("mkdir -p a/b; touch a/b/c; chmod 000 a/b; touch $TMPDIR/x");
    it.server.awaitIdle();
    try (Stream<Path> left = Files.list(data.resolve("attempts"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aLongLogArrivesWhole() {
    RunId run = it.shell("seq 1 200000");
    Outcome outcome = it.server.outcome(run);
    assertEquals("succeeded", outcome.result());
    assertEquals(1_288_895, outcome.logBytes());
    assertTrue(it.server.log(run).endsWith("\n200000\n"));
  }

  @Test
  void theServerMayBeAwayWhileWorkEnds() {
    RunId run = it.shell("echo before; until [ -e go ]; do sleep 0.05; done; echo after");
    it.server.awaitLog(run, "before");
    it.server.goAway();
    Path go = data.resolve("attempts").resolve(run.text() + "-1").resolve("workspace/go");
    assertDoesNotThrow(() -> Files.createFile(go));
    it.server.comeBack();
    assertEquals("succeeded", it.server.outcome(run).result());
    assertEquals("before\nafter\n", it.server.log(run));
  }
}
