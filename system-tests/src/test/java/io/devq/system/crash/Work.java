package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.JobApi;
import io.devq.client.Transport;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A cron job each second, two plain jobs, and a build of two steps with an artifact.
final class Work implements Errand {

  /// How many lines each script prints.
  static final int LINES = 6;

  private static final double PAUSE = 0.1;
  private static final String LEAVES_A_CHECKPOINT = "echo 1 > $DEVQ_CHECKPOINT; sleep 1.5; ";
  private static final String HAS_A_LARGE_RESULT =
      "seq 20000 > $DEVQ_RESULT; : " + "x".repeat(70_000) + "; ";
  private static final String ARTIFACT = "made by the package step";
  private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED");

  /// How the build goes.
  enum Course {
    GOOD("SUCCEEDED", 2),
    /// Its first step fails.
    BAD("FAILED", 1),
    /// It is cancelled while its first step runs.
    CANCELLED("CANCELLED", 1);

    private final String end;
    private final int stepsThatRan;

    Course(String end, int stepsThatRan) {
      this.end = end;
      this.stepsThatRan = stepsThatRan;
    }
  }

  private final Scene scene;
  private final Course course;
  private final Wishes wishes = new Wishes();
  private boolean cancelled;

  /// Prepares the work; nothing is asked for yet.
  Work(Scene scene, Course course) throws IOException, InterruptedException {
    this.scene = scene;
    this.course = course;
    Shop shop = Shop.make(scene.sub("shop"), pipeline());
    wishes
        .add("first", "/jobs", shell(HAS_A_LARGE_RESULT + scene.script(LINES, PAUSE)))
        .add("seconds", "/jobs", eachSecond(scene.script(1, 0)))
        .add("repository", "/repositories", Map.of("name", "shop", "source", shop.source()))
        .add("build", "/builds", Map.of("repository", "shop"))
        .add("last", "/jobs", shell(LEAVES_A_CHECKPOINT + scene.script(LINES, PAUSE)));
  }

  private String pipeline() {
    return """
    steps:
      test: {run: "%s%s"}
      package: {needs: [test], run: "%s && echo %s > shop.txt", artifacts: [shop.txt]}
    """
        .formatted(
            scene.gatedScript(LINES, PAUSE),
            course == Course.BAD ? " && exit 3" : "",
            scene.script(LINES, PAUSE),
            ARTIFACT);
  }

  private static Map<String, Object> shell(String script) {
    return Map.of("type", "shell", "payload", Map.of("script", script));
  }

  private static Map<String, Object> eachSecond(String script) {
    return Map.of(
        "type",
        "shell",
        "name",
        "seconds",
        "payload",
        Map.of("script", script),
        "schedule",
        Map.of("cron", "* * * * * *", "zone", "UTC"));
  }

  /// Asks for everything, and waits until the first step stands in its middle, where it stays until
  /// all is requested again.
  ///
  /// @return the step's run
  RunId begin(DevqClient client) throws IOException, InterruptedException {
    assertTrue(wishes.send(client));
    return awaitMiddle(client);
  }

  @Override
  public boolean request(DevqClient client) throws IOException, InterruptedException {
    if (course != Course.CANCELLED) {
      scene.openGate();
    }
    if (!wishes.send(client)) {
      return false;
    }
    try {
      if (course == Course.CANCELLED && !cancelled) {
        var _ = awaitMiddle(client);
        client.builds().cancel(build());
        cancelled = true;
      }
      return true;
    } catch (Problem problem) {
      if (!Transport.passing(problem)) {
        throw problem;
      }
      return false;
    }
  }

  private RunId awaitMiddle(DevqClient client) throws IOException, InterruptedException {
    scene.await(
        "the middle of a step",
        () -> scene.witness().printed(step(client, "test"), LINES / 2) || over(client));
    return RunId.parse(step(client, "test"));
  }

  private BuildId build() {
    return BuildId.parse(wishes.id("build"));
  }

  private boolean over(DevqClient client) throws InterruptedException {
    return OVER.contains(client.builds().get(build()).path("state").asString(""));
  }

  /// The run of a step, or an empty text while there is none.
  private String step(DevqClient client, String name) throws InterruptedException {
    for (JsonNode step : client.builds().get(build()).path("steps")) {
      if (step.path("name").asString("").equals(name)) {
        return step.path("runId").asString("");
      }
    }
    return "";
  }

  @Override
  public void assertDone(DevqClient client) throws IOException, InterruptedException {
    scene.await("the end of the build", () -> over(client));
    JsonNode build = client.builds().get(build());
    assertEquals(course.end, build.path("state").asString(""), build::toPrettyString);
    assertEquals(1, client.builds().list("shop", null).path("items").size());
    if (course == Course.GOOD) {
      assertArtifact(client);
    }
    assertSteps(client);
    for (String name : List.of("first", "last")) {
      assertEnded(client, runOf(client, name), "SUCCEEDED");
    }
    new Seconds(client, JobId.parse(wishes.id("seconds"))).assertAccountedFor(scene);
    assertJobs(client);
    scene.assertNothingElseRuns();
  }

  private void assertArtifact(DevqClient client) throws IOException, InterruptedException {
    String path = "/builds/" + build().text() + "/artifacts/shop.txt";
    try (InputStream artifact = client.transport().open(Call.get(path))) {
      byte[] expected = (ARTIFACT + "\n").getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(expected, artifact.readAllBytes());
    }
  }

  private void assertSteps(DevqClient client) throws IOException, InterruptedException {
    List<Views.Run> runs = client.jobs().runs(ofType("step")).items();
    assertEquals(course.stepsThatRan, runs.size(), runs::toString);
    for (Views.Run run : runs) {
      assertEnded(client, run.id(), course.end);
    }
  }

  private RunId runOf(DevqClient client, String name) throws InterruptedException {
    JobId job = JobId.parse(wishes.id(name));
    List<Views.Run> runs = client.jobs().runs(job, JobApi.Filter.ALL).items();
    assertEquals(1, runs.size(), () -> name + " has these runs: " + runs);
    return runs.getFirst().id();
  }

  private void assertEnded(DevqClient client, RunId id, String state)
      throws IOException, InterruptedException {
    scene.await("the end of " + id, () -> client.jobs().run(id).finishedAt() != null);
    Views.Run run = client.jobs().run(id);
    assertEquals(state, run.state(), run::toString);
    new Logs(client, scene.witness()).assertWithoutHole(run, state.equals("CANCELLED") ? 0 : LINES);
  }

  /// What was acknowledged is there, and nothing that was not asked for.
  private void assertJobs(DevqClient client) throws InterruptedException {
    Set<String> asked = Set.of(wishes.id("first"), wishes.id("seconds"), wishes.id("last"));
    Set<String> there =
        client.jobs().list(ofType("shell")).items().stream()
            .map(job -> job.id().text())
            .collect(Collectors.toSet());
    assertEquals(asked, there);
  }

  private static JobApi.Filter ofType(String type) {
    return new JobApi.Filter(null, null, type, null, null, null);
  }
}
