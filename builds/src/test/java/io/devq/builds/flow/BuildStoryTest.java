package io.devq.builds.flow;

import static io.devq.builds.flow.Workshop.PROJECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.builds.Artifact;
import io.devq.builds.Build;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.builds.Trigger;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildStoryTest {

  private static final String PIPELINE =
      """
      on: {push: {branches: [main, "release/*"]}}
      env: {LEVEL: "1"}
      steps:
        lint: make lint
        test: {run: make test, timeout: 15m, retry: {lost: 0}}
        package:
          needs: [lint, test]
          run: make package
          artifacts: ["target/*.jar"]
          labels: [linux]
          env: {LEVEL: "2"}
      """;

  @TempDir private Path folder;

  private static BuildRequest manual() {
    return BuildRequest.manual("shop", null, null, null);
  }

  private static BuildRequest push(String branch, @Nullable String commit, String delivery) {
    return new BuildRequest("shop", commit, branch, null, Trigger.PUSH, delivery);
  }

  private static void succeed(Workshop shop, FakeJobs.Entry step) throws java.io.IOException {
    if (step.spec.payload().contains("make package")) {
      var _ = shop.upload(step, "app.jar", "the program");
    }
    shop.engine.end(step, RunState.SUCCEEDED, 0);
  }

  private static StepState state(Build build, String step) {
    return build.steps().stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aCommitBecomesStepsAndStepsBecomeArtifacts() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> succeed(shop, step));
      BuildId id = shop.builds.request(PROJECT, manual());
      Build build = shop.finish(id);

      assertEquals(BuildState.SUCCEEDED, build.state(), build.reason());
      assertEquals(1, build.number());
      assertEquals(shop.git.git("rev-parse", "HEAD"), build.what().commit());
      assertEquals("Build the shop", build.what().title());
      assertEquals("Ana <ana@example.org>", build.what().author());
      assertEquals("main", build.what().branch());
      assertEquals(List.of("app.jar"), build.artifacts().stream().map(Artifact::name).toList());
      assertEquals(11, build.artifacts().getFirst().blob().size());
      assertNotNull(build.times().startedAt());
      assertNotNull(build.times().finishedAt());
      assertEquals(List.of(id), shop.announced.stream().map(Build::id).toList());
      assertEquals(id, shop.builds.succeeded(Duration.ofMinutes(5), 10).getFirst().id());
    }
  }

  @Test
  void aStepIsAskedForAsThePipelineSays() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> succeed(shop, step));
      BuildId id = shop.builds.request(PROJECT, manual());
      Build _ = shop.finish(id);

      JobSpec test = spec(shop, "test");
      assertEquals(Duration.ofMinutes(15), test.timeout());
      assertEquals("builds", test.queue());
      assertEquals(1, test.retry().maxAttempts());
      assertEquals(0, test.retry().lostAttempts());
      JobSpec pack = spec(shop, "package");
      assertEquals(List.of("linux"), pack.labels());
      assertEquals(Duration.ofMinutes(60), pack.timeout());
      assertEquals(3, pack.retry().lostAttempts());
      assertTrue(pack.payload().contains("\"env\":{\"LEVEL\":\"2\"}"), pack.payload());
      assertTrue(pack.payload().contains("\"artifacts\":[\"target/*.jar\"]"), pack.payload());
      assertTrue(pack.payload().contains("\"build\":\"" + id + "\""), pack.payload());
    }
  }

  private static JobSpec spec(Workshop shop, String step) {
    return shop.engine.ofType(BuildJobs.STEP).stream()
        .map(entry -> entry.spec)
        .filter(spec -> step.equals(spec.tags().get("step")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFailedStepFailsTheBuildOnceTheOthersHaveEnded() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId id = shop.builds.request(PROJECT, manual());
      Thread course = shop.start(() -> shop.handler().run(Workshop.attempt(id, 1)));
      FakeJobs.Entry first = shop.engine.take(BuildJobs.STEP);
      FakeJobs.Entry second = shop.engine.take(BuildJobs.STEP);
      shop.engine.end(first, RunState.FAILED, 3);
      awaitState(shop, id, BuildState.FAILING);
      shop.engine.end(second, RunState.SUCCEEDED, 0);
      course.join();

      Build build = shop.build(id);
      assertEquals(BuildState.FAILED, build.state());
      assertEquals("Step lint failed: Exit code 3.", build.reason());
      assertEquals(StepState.SUCCEEDED, state(build, "test"));
      assertEquals(StepState.SKIPPED, state(build, "package"));
      assertEquals(2, shop.engine.ofType(BuildJobs.STEP).size());
      assertTrue(shop.announced.isEmpty());
    }
  }

  private static void awaitState(Workshop shop, BuildId id, BuildState state) {
    while (shop.build(id).state() != state) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStepThatStoresNothingItDeclaresHasFailed() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> shop.engine.end(step, RunState.SUCCEEDED, 0));
      Build build = shop.finish(shop.builds.request(PROJECT, manual()));
      assertEquals(BuildState.FAILED, build.state());
      assertEquals(
          "Step package failed: It stored no artifact that matches target/*.jar.", build.reason());
    }
  }

  @Test
  void aBuildWhoseArtifactIsGoneFromTheStoreHasNotSucceeded() throws Exception {
    String pipeline = "steps: {a: {run: make, artifacts: [app]}, b: {needs: [a], run: make check}}";
    try (Workshop shop = new Workshop(folder, pipeline)) {
      shop.startRunner(step -> {
        if (step.spec.payload().contains("\"a\"")) {
          var _ = shop.upload(step, "app", "some bytes");
        } else {
          boolean _ =
              shop.blobs.delete(
                  io.devq.base.Sha256.of(
                      "some bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        shop.engine.end(step, RunState.SUCCEEDED, 0);
      });
      Build build = shop.finish(shop.builds.request(PROJECT, manual()));
      assertEquals(BuildState.FAILED, build.state());
      assertEquals("The artifact app is damaged in the store; build again.", build.reason());
    }
  }

  @Test
  void cancellingABuildEndsItsStepsAndStartsNoOthers() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId id = shop.builds.request(PROJECT, manual());
      Thread course = shop.start(() -> shop.handler().run(Workshop.attempt(id, 1)));
      FakeJobs.Entry first = shop.engine.take(BuildJobs.STEP);
      FakeJobs.Entry second = shop.engine.take(BuildJobs.STEP);
      shop.builds.cancel(PROJECT, id, "ana");
      course.join();

      Build build = shop.build(id);
      assertEquals(BuildState.CANCELLED, build.state());
      assertEquals("Cancelled by ana.", build.reason());
      assertEquals(RunState.CANCELLED, first.state);
      assertEquals(RunState.CANCELLED, second.state);
      assertEquals(StepState.CANCELLED, state(build, "package"));
      shop.builds.cancel(PROJECT, id, "bob");
      assertEquals("Cancelled by ana.", shop.build(id).reason());
    }
  }

  @Test
  void aBuildCancelledBeforeItBeganNeverBegins() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId id = shop.builds.request(PROJECT, manual());
      shop.builds.cancel(PROJECT, id, "ana");
      assertEquals(BuildState.CANCELLED, shop.build(id).state());
      assertEquals(BuildState.CANCELLED, shop.finish(id).state());
      assertTrue(shop.engine.ofType(BuildJobs.STEP).isEmpty());
    }
  }

  @Test
  void aPushIsBuiltOnlyOnTheBranchesThatThePipelineNames() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> succeed(shop, step));
      String commit = shop.git.git("rev-parse", "HEAD");
      Build topic = shop.finish(shop.builds.request(PROJECT, push("topic", commit, "1")));
      assertEquals(BuildState.SKIPPED, topic.state());
      assertEquals(
          "No pattern of on.push.branches in .devq.yml matches branch topic.", topic.reason());
      Build release = shop.finish(shop.builds.request(PROJECT, push("release/2", commit, "2")));
      assertEquals(BuildState.SUCCEEDED, release.state());
      Build byHand =
          shop.finish(
              shop.builds.request(PROJECT, BuildRequest.manual("shop", commit, "topic", null)));
      assertEquals(BuildState.SUCCEEDED, byHand.state());
    }
  }

  @Test
  void aWrongPipelineFailsTheBuildWithLinesAndColumns() throws Exception {
    try (Workshop shop = new Workshop(folder, "steps:\n  a: {run: x, artefacts: [b]}\n  c: {}\n")) {
      Build build = shop.finish(shop.builds.request(PROJECT, manual()));
      assertEquals(BuildState.FAILED, build.state());
      assertEquals(
          """
          .devq.yml:2:15: unknown key "artefacts"; did you mean "artifacts"?
          .devq.yml:3:3: the step "c" has no "run\"\
          """,
          build.reason());
    }
  }

  @Test
  void aMissingBranchCommitOrFileIsSaidSo() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      Build branch =
          shop.finish(
              shop.builds.request(PROJECT, BuildRequest.manual("shop", null, "nope", null)));
      assertEquals("The repository has no branch nope; push it first.", branch.reason());
      String unknown = "0123456789012345678901234567890123456789";
      Build commit =
          shop.finish(
              shop.builds.request(PROJECT, BuildRequest.manual("shop", unknown, null, null)));
      assertEquals("The repository has no commit " + unknown + "; push it first.", commit.reason());
      String _ = shop.git.git("rm", "-q", ".devq.yml");
      String bare = shop.git.commit("README", "x", "Remove the pipeline");
      Build file = shop.finish(shop.builds.request(PROJECT, manual()));
      assertEquals(BuildState.FAILED, file.state());
      assertEquals("There is no file .devq.yml at the top of commit " + bare + ".", file.reason());
      Build pushed = shop.finish(shop.builds.request(PROJECT, push("main", bare, "p")));
      assertEquals(BuildState.SKIPPED, pushed.state());
    }
  }

  @Test
  void theSameDeliveryMakesOneBuild() {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      String commit = shop.git.git("rev-parse", "HEAD");
      BuildId first = shop.builds.request(PROJECT, push("main", commit, "d1"));
      assertEquals(first, shop.builds.request(PROJECT, push("main", commit, "d1")));
      BuildId second = shop.builds.request(PROJECT, push("main", commit, "d2"));
      assertEquals(2, shop.build(second).number());
      Problem reused =
          assertThrows(
              Problem.class, () -> shop.builds.request(PROJECT, push("other", commit, "d1")));
      assertEquals("idempotency_key_reused", reused.code());
      assertEquals(
          List.of(second, first),
          shop.builds.builds(PROJECT, BuildFilter.of("shop"), null, 10).stream()
              .map(Build::id)
              .toList());
      assertEquals(
          List.of(first),
          shop.builds.builds(PROJECT, BuildFilter.ALL, second, 10).stream()
              .map(Build::id)
              .toList());
    }
  }

  @Test
  void manyRequestsAtOnceWithOneDeliveryMakeOneBuild() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      var found = java.util.concurrent.ConcurrentHashMap.<BuildId>newKeySet();
      List<Thread> threads =
          java.util.stream.IntStream.range(0, 16)
              .mapToObj(_ ->
                  shop.start(() -> {
                    boolean _ = found.add(shop.builds.request(PROJECT, push("main", null, "same")));
                  }))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(1, found.size());
      assertEquals(1, shop.builds.builds(PROJECT, BuildFilter.ALL, null, 10).size());
    }
  }

  @Test
  void aBuildCanBeRunAgainAtTheSameCommit() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> succeed(shop, step));
      BuildId first = shop.builds.request(PROJECT, manual());
      assertEquals(
          "not_finished",
          assertThrows(Problem.class, () -> shop.builds.rerun(PROJECT, first, null)).code());
      Build done = shop.finish(first);
      String _ = shop.git.commit("more", "x", "Another commit");
      Build again = shop.finish(shop.builds.rerun(PROJECT, first, null));
      assertEquals(BuildState.SUCCEEDED, again.state());
      assertEquals(done.what().commit(), again.what().commit());
      assertEquals(first, again.rerunOf());
      assertEquals(2, again.number());
    }
  }

  @Test
  void onlyTheLastAttemptOfAStepLeavesArtifacts() throws Exception {
    String pipeline = "steps: {a: {run: make, artifacts: [app]}}";
    try (Workshop shop = new Workshop(folder, pipeline)) {
      BuildId id = shop.builds.request(PROJECT, manual());
      Thread course = shop.start(() -> shop.handler().run(Workshop.attempt(id, 1)));
      FakeJobs.Entry step = shop.engine.take(BuildJobs.STEP);
      var _ = shop.upload(step, "app", "first try");
      var _ = shop.upload(step, "app/left-over", "first try");
      shop.engine.lose(step);
      FakeJobs.Entry again = shop.engine.take(BuildJobs.STEP);
      Problem old = assertThrows(Problem.class, () -> shop.upload(again, 1, "app", "late"));
      assertEquals("attempt_replaced", old.code());
      var _ = shop.upload(again, "app", "second try");
      var _ = shop.upload(again, "app", "second try");
      Problem changed = assertThrows(Problem.class, () -> shop.upload(again, "app", "other"));
      assertEquals("artifact_exists", changed.code());
      shop.engine.end(again, RunState.SUCCEEDED, 0);
      course.join();
      Build build = shop.build(id);
      assertEquals(BuildState.SUCCEEDED, build.state(), build.reason());
      assertEquals(List.of("app"), build.artifacts().stream().map(Artifact::name).toList());
      assertEquals(2, build.artifacts().getFirst().attempt());
      Problem over = assertThrows(Problem.class, () -> shop.upload(again, "late", "late"));
      assertEquals("attempt_replaced", over.code());
    }
  }

  @Test
  void twoStepsCannotStoreTheSameName() throws Exception {
    String pipeline =
        "steps: {a: {run: make, artifacts: [app]}, b: {needs: [a], run: make, artifacts: [app]}}";
    try (Workshop shop = new Workshop(folder, pipeline)) {
      BuildId id = shop.builds.request(PROJECT, manual());
      Thread _ = shop.start(() -> shop.handler().run(Workshop.attempt(id, 1)));
      FakeJobs.Entry a = shop.engine.take(BuildJobs.STEP);
      var _ = shop.upload(a, "app", "of a");
      shop.engine.end(a, RunState.SUCCEEDED, 0);
      FakeJobs.Entry b = shop.engine.take(BuildJobs.STEP);
      Problem taken = assertThrows(Problem.class, () -> shop.upload(b, "app", "of b"));
      assertEquals(
          "The step a of this build already stored app; let one of the steps give it another name.",
          taken.message());
    }
  }

  @Test
  void aRepositoryKeepsItsNumbersWhenItIsRegisteredAgain() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId first = shop.builds.request(PROJECT, manual());
      shop.builds.deleteRepository(PROJECT, "shop", "ana");
      assertEquals(BuildState.CANCELLED, shop.build(first).state());
      assertEquals(
          "unknown_repository",
          assertThrows(Problem.class, () -> shop.builds.request(PROJECT, manual())).code());
      var _ =
          shop.builds.register(
              PROJECT, new io.devq.builds.NewRepository("shop", shop.git.source(), null, null));
      assertEquals(2, shop.build(shop.builds.request(PROJECT, manual())).number());
    }
  }
}
