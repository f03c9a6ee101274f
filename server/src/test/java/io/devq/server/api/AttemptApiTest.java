package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.client.worker.Ending;
import io.devq.client.worker.JobWorker;
import io.devq.client.worker.RetryAfter;
import io.devq.client.worker.Snooze;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What attempts are told and say, through a real server and a worker of the Java client.
@Timeout(180)
class AttemptApiTest {

  private static final Duration INSTANT = Duration.ofMillis(10);
  private static final TimeSource TIME = TimeSource.system();
  private static final LinkedBlockingQueue<RunId> BEGUN = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<Long> ENDED = new LinkedBlockingQueue<>();

  @TempDir static Path data;
  private static RunningServer server;
  private static DevqClient client;
  private static JobWorker worker;

  @BeforeAll
  static void start() throws IOException {
    server = new RunningServer(data);
    client = server.client();
    worker = worker();
  }

  private static JobWorker worker() {
    return JobWorker.named("attempts", client)
        .slots(4)
        .drain(Duration.ZERO)
        .handle(
            "stuck",
            attempt -> {
              attempt.progress(30, "waits");
              BEGUN.add(attempt.assignment().run());
              try {
                new CountDownLatch(1).await();
              } finally {
                ENDED.add(TIME.nanos());
              }
              return Ending.success();
            })
        .handle(
            "picky",
            attempt -> {
              int number = attempt.assignment().attempt();
              if (number == 1) {
                throw new Snooze(INSTANT, "too early");
              }
              if (number == 2) {
                throw new RetryAfter(INSTANT, "busy");
              }
              return Ending.success();
            })
        .handle("echo", attempt -> Ending.success(attempt.payload()))
        .handle(
            "walks",
            attempt -> {
              String before = attempt.checkpoint();
              attempt.checkpoint("{\"step\":" + attempt.assignment().attempt() + "}");
              return before == null ? Ending.failure("not there yet") : Ending.success(before);
            })
        .start();
  }

  @AfterAll
  static void stop() {
    worker.close();
    client.close();
    server.close();
  }

  private static RunId submit(Views.NewJob job) throws InterruptedException {
    return new RunId(client.jobs().submit(job).id().value());
  }

  private static RunId submit(String type) throws InterruptedException {
    return submit(Views.NewJob.of(type).build());
  }

  @Test
  void aCancelReachesAWorkerWithin300Milliseconds() throws InterruptedException {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RunId run = submit("stuck");
      while (!BEGUN.take().equals(run)) {}
      ENDED.clear();
      long asked = TIME.nanos();
      client.jobs().cancel(run);
      took.add(Duration.ofNanos(ENDED.take() - asked));
      assertEquals("CANCELLED", client.jobs().await(run).state());
    }
    Collections.sort(took);
    assertTrue(took.get(18).toMillis() <= 300, "the 95th percentile is " + took.get(18));
  }

  @Test
  void progressAndItsNoteAreShown() throws Exception {
    RunId run = submit("stuck");
    while (!BEGUN.take().equals(run)) {}
    JsonNode shown = server.json("/api/v1/runs/" + run);
    while (shown.path("progress").isMissingNode()) {
      TIME.sleep(Duration.ofMillis(50));
      shown = server.json("/api/v1/runs/" + run);
    }
    assertEquals(30, shown.path("progress").asInt());
    assertEquals("waits", shown.path("progressNote").asString());
    client.jobs().cancel(run);
  }

  @Test
  void anAttemptWithoutProgressIsKilled() throws InterruptedException {
    RunId run = submit(Views.NewJob.of("stuck").progressTimeout(Duration.ofMillis(400)).build());
    Views.Run over = client.jobs().await(run);
    assertEquals("KILLED", over.state());
    assertEquals("timeout", over.outcomeClass());
    assertTrue(String.valueOf(over.reason()).contains("no progress for PT0.4S"), over.reason());
  }

  @Test
  void snoozesAndPausesComeThrough() throws InterruptedException {
    Views.Run run = client.jobs().await(submit("picky"));
    assertEquals("SUCCEEDED", run.state());
    assertEquals(3, run.attempt());
  }

  @Test
  void theNextAttemptReadsTheCheckpoint() throws Exception {
    RunId run =
        submit(
            Views.NewJob.of("walks")
                .retry(
                    Json.strict().read("{\"delays\":[\"10ms\"],\"jitter\":0}", Views.Retry.class))
                .build());
    assertEquals("SUCCEEDED", client.jobs().await(run).state());
    assertEquals("{\"step\":1}", server.get("/api/v1/runs/" + run + "/result").body());
  }

  @Test
  void lostRunsAreFoundByTheirClass() throws Exception {
    assertEquals(0, server.json("/api/v1/runs?class=lost").path("items").size());
    assertEquals(400, server.get("/api/v1/runs?class=gone").statusCode());
    assertTrue(server.get("/metrics").body().contains("devq_runs_poisoned_total"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'t','retry':{'exit':{'256':1}}}|invalid_retry|/retry/exit",
        "{'type':'t','retry':{'exit':{'1':-1}}}|invalid_retry|/retry/exit",
        "{'type':'t','retry':{'timeout':-1}}|invalid_retry|/retry/timeout",
        "{'type':'t','retry':{'maxElapsed':'PT0S'}}|invalid_retry|/retry/maxElapsed",
        "{'type':'t','retry':{'backoff':'list'}}|invalid_retry|/retry/delays",
        "{'type':'t','retry':{'backoff':'fixed','delays':['1s']}}|invalid_retry|/retry/delays",
        "{'type':'t','retry':{'onLost':'maybe'}}|invalid_retry|/retry/onLost",
        "{'type':'t','retry':{'onLost':'never','lostAttempts':3}}|invalid_retry|/retry/onLost",
        "{'type':'t','retry':{'maxAttempts':0}}|invalid_retry|/retry/maxAttempts",
        "{'type':'t','retry':{'maxAttempts':1001}}|invalid_retry|/retry/maxAttempts",
        "{'type':'t','retry':{'jitter':2}}|invalid_retry|/retry/jitter",
        "{'type':'t','retry':{'initial':'2h','max':'1h'}}|invalid_retry|/retry/max",
        "{'type':'t','timeout':'0s'}|invalid_timeout|/timeout",
        "{'type':'t','queueTimeout':'0s'}|invalid_timeout|/queueTimeout",
        "{'type':'t','progressTimeout':'0s'}|invalid_timeout|/progressTimeout",
        "{'type':'t','timeout':'soon'}|invalid_duration|/timeout",
      })
  void whatMakesNoSenseIsRefusedWithItsField(String job, String code, String pointer)
      throws Exception {
    var answer = server.post("/api/v1/jobs", job);
    assertEquals(400, answer.statusCode(), answer.body());
    JsonNode problem = Json.tolerant().read(answer.body(), JsonNode.class);
    assertEquals(code, problem.path("code").asString());
    assertEquals(pointer, problem.path("pointer").asString());
  }

  @Test
  void anAttemptThatIsNotUnderWayIsRefused() throws Exception {
    RunId run = submit(Views.NewJob.of("nobody").build());
    String attempt = "/api/v1/runs/" + run + "/attempts/1/";
    assertEquals(409, server.send("PUT", attempt + "checkpoint", "{}").statusCode());
    assertEquals(409, server.get(attempt + "checkpoint").statusCode());
  }

  @Test
  void aPayloadAndAResultOfAMegabyteComeThroughAndAreReadByRange() throws Exception {
    String large = "x".repeat(1_000_000);
    var made =
        server.post(
            "/api/v1/jobs", "{'type':'echo','resultLocation':'r/','payload':'" + large + "'}");
    assertEquals(201, made.statusCode(), made.body());
    JsonNode job = Json.tolerant().read(made.body(), JsonNode.class);
    assertTrue(job.path("payload").isMissingNode(), "a large payload has an address of its own");
    String id = job.path("id").asString();
    assertEquals(1_000_002, server.get("/api/v1/jobs/" + id + "/payload").body().length());
    RunId run = RunId.parse(id.replace("job_", "run_"));
    Views.Run over = client.jobs().await(run);
    assertEquals("SUCCEEDED", over.state(), over.reason());
    assertTrue(
        String.valueOf(over.resultLocation()).startsWith("r/sha256-"), over.resultLocation());
    String result = "/api/v1/runs/" + run + "/result";
    assertEquals("\"" + large + "\"", server.get(result).body());
    var part = server.send(server.to(result).header("Range", "bytes=999999-1000001"));
    assertEquals(206, part.statusCode());
    assertEquals("xx\"", part.body());
    assertEquals(large, client.jobs().result(run).asString());
  }

  @Test
  void aPayloadOverTheLimitIsRefused() throws Exception {
    String over = "x".repeat(50 * 1024 * 1024 + 1);
    var answer = server.post("/api/v1/jobs", "{'type':'echo','payload':'" + over + "'}");
    assertEquals(413, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("payload_too_large"), answer.body());
  }

  static Stream<String> jobsOfTheGuides() throws IOException {
    Pattern job = Pattern.compile("(?m)^    (\\{\"type\".*(?:\\n    .*)*)");
    List<String> found = new ArrayList<>();
    for (String guide : List.of("retries.md", "time-limits.md")) {
      job.matcher(Files.readString(Path.of("../docs").resolve(guide)))
          .results()
          .forEach(example -> found.add(example.group(1)));
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("jobsOfTheGuides")
  void theJobsInTheGuidesAreAccepted(String job) throws Exception {
    var answer = server.post("/api/v1/jobs", job);
    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode made = Json.tolerant().read(answer.body(), JsonNode.class);
    JsonNode asked = Json.tolerant().read(job, JsonNode.class);
    asked.propertyNames().stream()
        .filter(field -> !field.equals("retry"))
        .forEach(field -> assertEquals(asked.path(field), made.path(field), field));
    assertEquals(asked.path("retry").path("exit"), made.path("retry").path("exit"));
  }

  @Test
  void aRunWithoutACheckpointSaysSo() throws Exception {
    RunId run = submit("stuck");
    while (!BEGUN.take().equals(run)) {}
    var none = server.get("/api/v1/runs/" + run + "/attempts/1/checkpoint");
    assertEquals(404, none.statusCode());
    assertTrue(none.body().contains("no_checkpoint"), none.body());
    var large =
        server.send(
            "PUT",
            "/api/v1/runs/" + run + "/attempts/1/checkpoint",
            "'" + "x".repeat(70_000) + "'");
    assertEquals(413, large.statusCode());
    client.jobs().cancel(run);
  }
}
