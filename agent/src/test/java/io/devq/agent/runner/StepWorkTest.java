package io.devq.agent.runner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StepWorkTest {

  private static final String BUILD = "build_00000000000000000000000001";
  private static final String NOWHERE = "0123456789012345678901234567890123456789";

  @TempDir Path temporary;
  private RunnerFixture it;
  private GitFixture repository;

  @BeforeEach
  void start() throws Exception {
    repository = new GitFixture(temporary.resolve("shop"));
    it = new RunnerFixture(temporary.resolve("data"));
  }

  @AfterEach
  void close() {
    it.close();
  }

  private RunId step(String commit, String script, List<String> artifacts) {
    return step(repository.folder().toString(), commit, script, artifacts);
  }

  private RunId step(String source, String commit, String script, List<String> artifacts) {
    Map<String, Object> payload = new HashMap<>();
    payload.put("build", BUILD);
    payload.put("number", 7);
    payload.put("repository", "shop");
    payload.put("source", source);
    payload.put("commit", commit);
    payload.put("branch", "main");
    payload.put("step", "package");
    payload.put("script", script);
    payload.put("env", Map.of("MODE", "test"));
    payload.put("artifacts", artifacts);
    return it.server.submit("step", payload, RunnerFixture.LONG);
  }

  private static String reason(Outcome outcome) {
    return String.valueOf(outcome.reason());
  }

  @Test
  void aStepRunsInTheCommitItIsOf() throws Exception {
    String first = repository.commit("file", "first");
    repository.commit("file", "second");
    RunId run =
        step(
            first,
            "cat file; echo; echo $DEVQ_BUILD_NUMBER $DEVQ_STEP $MODE; git status",
            List.of());
    assertEquals("succeeded", it.server.outcome(run).result());
    String log = it.server.log(run);
    assertTrue(log.contains("first\n7 package test\n"), log);
    assertTrue(log.contains("nothing to commit, working tree clean"), log);
    assertTrue(log.contains("fetching " + first), log);
  }

  @Test
  void aSecondStepOfTheSameCommitFetchesNothing() throws Exception {
    String commit = repository.commit("file", "first");
    it.server.outcome(step(commit, "true", List.of()));
    RunId run = step(commit, "cat file", List.of());
    assertEquals("succeeded", it.server.outcome(run).result());
    assertTrue(it.server.log(run).contains("is here already"), it.server.log(run));
  }

  @Test
  void stepsOfOneRepositoryRunAtOnce() throws Exception {
    String first = repository.commit("file", "first");
    String second = repository.commit("file", "second");
    List<RunId> runs =
        List.of(
            step(first, "cat file", List.of()),
            step(second, "cat file", List.of()),
            step(first, "cat file", List.of()));
    runs.forEach(run -> assertEquals("succeeded", it.server.outcome(run).result()));
  }

  @Test
  void aCommitOfABranchThatIsGoneIsFetchedByItsName() throws Exception {
    repository.commit("file", "first");
    repository.git("checkout", "--quiet", "-b", "side");
    String side = repository.commit("file", "side");
    repository.git("checkout", "--quiet", "main");
    repository.git("branch", "-D", "side");
    RunId run = step(side, "cat file", List.of());
    assertEquals("succeeded", it.server.outcome(run).result());
  }

  @Test
  void aCommitThatIsNotThereIsAClearFailure() throws Exception {
    repository.commit("file", "first");
    Outcome outcome = it.server.outcome(step(NOWHERE, "true", List.of()));
    assertEquals("failed", outcome.result());
    assertFalse(outcome.retriable());
    assertTrue(reason(outcome).contains(NOWHERE), reason(outcome));
  }

  @Test
  void aRepositoryThatIsNotThereMayBeTriedAgain() throws Exception {
    String source = temporary.resolve("nowhere").toString();
    Outcome outcome = it.server.outcome(step(source, NOWHERE, "true", List.of()));
    assertEquals("failed", outcome.result());
    assertTrue(outcome.retriable());
    assertTrue(reason(outcome).contains(source), reason(outcome));
  }

  @Test
  void aSourceThatWouldRunAProgramIsRefused() {
    Path proof = temporary.resolve("proof");
    Outcome outcome = it.server.outcome(step("ext::touch " + proof, NOWHERE, "true", List.of()));
    assertEquals("failed", outcome.result());
    assertFalse(outcome.retriable());
    assertFalse(Files.exists(proof));
  }

  @Test
  void artifactsAreStoredUnderTheirNames() throws Exception {
    String commit = repository.commit("file", "first");
    RunId run =
        step(
            commit,
            "mkdir target; echo app > target/app.jar; echo notes > notes.txt",
            List.of("target/*.jar", "notes.txt"));
    assertEquals("succeeded", it.server.outcome(run).result());
    Map<String, byte[]> stored = it.server.artifacts(run);
    assertEquals(2, stored.size());
    assertArrayEquals("app\n".getBytes(StandardCharsets.UTF_8), stored.get("app.jar"));
  }

  @Test
  void anUploadWhoseAnswerIsLostIsRepeated() throws Exception {
    String commit = repository.commit("file", "first");
    it.server.loseAnswer("/artifacts/");
    it.server.refuse("/artifacts/", 503, "starting");
    RunId run = step(commit, "head -c 3000000 /dev/urandom > big", List.of("big"));
    assertEquals("succeeded", it.server.outcome(run).result());
    assertEquals(3_000_000, it.server.artifacts(run).getOrDefault("big", new byte[0]).length);
  }

  @Test
  void anArtifactThatWasNotMadeIsNamed() throws Exception {
    String commit = repository.commit("file", "first");
    Outcome outcome = it.server.outcome(step(commit, "true", List.of("target/*.jar")));
    assertEquals("failed", outcome.result());
    assertTrue(reason(outcome).contains("target/*.jar"), reason(outcome));
  }

  @Test
  void aLinkOutOfTheWorkspaceIsNoArtifact() throws Exception {
    String commit = repository.commit("file", "first");
    RunId run = step(commit, "ln -s /etc/passwd app.jar", List.of("*.jar"));
    Outcome outcome = it.server.outcome(run);
    assertEquals("failed", outcome.result());
    assertTrue(reason(outcome).contains("outside"), reason(outcome));
    assertEquals(Map.of(), it.server.artifacts(run));
  }

  @Test
  void twoArtifactsOfOneNameAreRefused() throws Exception {
    String commit = repository.commit("file", "first");
    RunId run = step(commit, "mkdir a b; touch a/x.jar b/x.jar", List.of("*/x.jar"));
    Outcome outcome = it.server.outcome(run);
    assertEquals("failed", outcome.result());
    assertTrue(reason(outcome).contains("b/x.jar"), reason(outcome));
  }

  @Test
  void hooksOfARepositoryAreNotRun() throws Exception {
    String commit = repository.commit("file", "first");
    Path proof = temporary.resolve("proof");
    Path hook = repository.folder().resolve(".git/hooks/post-checkout");
    Files.writeString(hook, "#!/bin/sh\ntouch " + proof + "\n");
    assertTrue(hook.toFile().setExecutable(true));
    assertEquals("succeeded", it.server.outcome(step(commit, "true", List.of())).result());
    assertFalse(Files.exists(proof));
  }
}
