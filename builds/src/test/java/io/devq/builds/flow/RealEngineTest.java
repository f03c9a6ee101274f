package io.devq.builds.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.BuildId;
import io.devq.builds.Artifact;
import io.devq.builds.Build;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.GitFolder;
import io.devq.builds.NewRepository;
import io.devq.builds.StepState;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.postgres.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Builds on the real engine: one story each of success, failure, cancelling and restarting, and a
/// process that dies at every named point.
class RealEngineTest {

  private static final int HALTED = 86;
  private static final String PIPELINE =
      "steps: {test: make test, package: {needs: [test], run: make, artifacts: [target/*.jar],"
          + " env: {NAME: app.jar}}}";

  @TempDir private Path folder;
  private final TestDatabase database = TestDatabase.create();
  private GitFolder git = new GitFolder(Path.of(""));

  private Node.At at() {
    return new Node.At(database.jdbcUrl(), database.user(), database.password());
  }

  @BeforeEach
  void makeARepository() {
    git = GitFolder.in(folder.resolve("shop"));
    String _ = git.commit(".devq.yml", PIPELINE, "Begin");
  }

  @AfterEach
  void dropTheDatabase() {
    database.close();
  }

  private BuildId request(Node node) {
    var _ = node.builds.register(Node.PROJECT, new NewRepository("shop", git.source(), null, null));
    return node.builds.request(Node.PROJECT, BuildRequest.manual("shop", null, null, null));
  }

  @Test
  void aCommitIsBuilt() throws Exception {
    try (Node node = new Node(at(), folder, null)) {
      Build build = node.await(request(node));
      assertEquals(BuildState.SUCCEEDED, build.state(), build.reason());
      assertEquals(List.of("app.jar"), build.artifacts().stream().map(Artifact::name).toList());
      assertTrue(build.steps().stream().allMatch(step -> step.runState() == RunState.SUCCEEDED));
      assertNotNull(node.announced.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aStepThatFailsFailsTheBuildWithItsReason() throws Exception {
    try (Node node =
        new Node(
            at(),
            folder,
            _ -> {
              throw new IOException("no compiler");
            })) {
      Build build = node.await(request(node));
      assertEquals(BuildState.FAILED, build.state());
      assertEquals("Step test failed: no compiler", build.reason());
      assertEquals(StepState.SKIPPED, build.steps().getLast().state());
    }
  }

  @Test
  void aBuildIsCancelledWithTheStepThatRuns() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Node node =
        new Node(
            at(),
            folder,
            _ -> {
              begun.countDown();
              try {
                never.await();
              } catch (InterruptedException stopped) {
                interrupted.countDown();
                throw stopped;
              }
              return null;
            })) {
      BuildId id = request(node);
      begun.await();
      node.builds.cancel(Node.PROJECT, id, "ana");
      Build build = node.await(id);
      assertEquals(BuildState.CANCELLED, build.state());
      assertEquals("Cancelled by ana.", build.reason());
      assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aBuildGoesOnInTheNextProcess() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    BuildId id;
    try (Node node =
        new Node(
            at(),
            folder,
            _ -> {
              begun.countDown();
              never.await();
              return null;
            })) {
      id = request(node);
      begun.await();
    }
    try (Node next = new Node(at(), folder, null)) {
      Build build = next.await(id);
      assertEquals(BuildState.SUCCEEDED, build.state(), build.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build.before-submit",
        "build.after-begin",
        "build.between-submit-step:2",
        "artifact.after-record",
        "build.before-settle-step:1",
        "build.after-succeeded"
      })
  void whereverAProcessDiesTheNextOneEndsTheBuild(String failpoint) throws Exception {
    try (Node node = new Node(at(), folder, null)) {
      var _ =
          node.builds.register(Node.PROJECT, new NewRepository("shop", git.source(), null, null));
    }
    assertEquals(HALTED, process(failpoint).exit());
    Ended ended = process("");
    assertEquals(0, ended.exit(), ended.output());
    assertTrue(ended.output().contains("END SUCCEEDED told=true"), ended.output());
    try (Node node = new Node(at(), folder, null)) {
      List<Build> builds = node.builds.builds(Node.PROJECT, BuildFilter.ALL, null, 10);
      assertEquals(1, builds.size());
      assertEquals(1, builds.getFirst().number());
      RunFilter steps = new RunFilter(null, null, null, BuildJobs.STEP, null);
      List<Run> runs = node.engine.runs(Node.PROJECT, steps, null, 10);
      assertEquals(2, runs.size());
      assertTrue(runs.stream().allMatch(run -> run.state() == RunState.SUCCEEDED));
    }
  }

  private record Ended(int exit, String output) {}

  private Ended process(String failpoint) throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            database.jdbcUrl(),
            database.user(),
            database.password(),
            folder.toString(),
            "the-delivery");
    java.environment().put("DEVQ_FAILPOINT", failpoint);
    Process process = java.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
