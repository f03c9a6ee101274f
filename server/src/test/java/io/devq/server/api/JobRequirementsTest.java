package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.client.DevqClient;
import io.devq.client.worker.Ending;
import io.devq.client.worker.JobWorker;
import io.devq.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The rows J1 to J8, J13 and J16 of what a job scheduler must do, each as a story told over the
/// API with a worker of its own. What each row means in depth is tested where it is decided;
/// `docs/requirements.md` lists both.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobRequirementsTest {

  /// How often a story looks again before it gives up; each look is answered in a few milliseconds.
  private static final int LOOKS = 6_000;

  /// How far a node's reading of the database's clock may be off.
  private static final Duration CLOCK_ERROR = Duration.ofMillis(100);

  private final RunningServer server;
  private final DevqClient client;
  private final JobWorker worker;
  private final CountDownLatch never = new CountDownLatch(1);
  private final Semaphore turns = new Semaphore(0);

  JobRequirementsTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
    client = server.client();
    worker =
        JobWorker.named("w", client)
            .slots(4)
            .handle("ok", _ -> Ending.success("{\"answer\":42}"))
            .handle("sulk", _ -> Ending.failure("not today"))
            .handle("hopeless", _ -> Ending.fatal("never"))
            .handle(
                "say",
                attempt -> {
                  attempt.log().note("one");
                  attempt.log().note("two");
                  return Ending.success();
                })
            .handle(
                "stuck",
                _ -> {
                  never.await();
                  return Ending.success();
                })
            .handle(
                "turn",
                _ -> {
                  turns.acquire();
                  return Ending.success();
                })
            .start();
  }

  @AfterAll
  void stop() {
    never.countDown();
    turns.release(1_000);
    worker.stop();
    client.close();
    server.close();
  }

  private JsonNode send(String method, String path, String json, int status) throws Exception {
    var answer = server.send(method, "/api/v1" + path, json);
    assertEquals(status, answer.statusCode(), answer.body());
    return answer.body().isEmpty()
        ? Json.tolerant().read("{}", JsonNode.class)
        : Json.tolerant().read(answer.body(), JsonNode.class);
  }

  private JsonNode get(String path) throws Exception {
    return server.json("/api/v1" + path);
  }

  private String submit(String json) throws Exception {
    return send("POST", "/jobs", json, 201).path("id").asString();
  }

  private static String runOf(String job) {
    return job.replaceFirst("job_", "run_");
  }

  private JsonNode until(String path, Predicate<JsonNode> so) throws Exception {
    JsonNode seen = get(path);
    for (int look = 0; look < LOOKS && !so.test(seen); look++) {
      seen = get(path);
    }
    if (!so.test(seen)) {
      String why = path.startsWith("/runs/") ? server.get("/api/v1" + path + "/why").body() : "";
      throw new AssertionError(path + " stays " + seen + " " + why + " workers " + get("/workers"));
    }
    return seen;
  }

  private JsonNode ended(String run) throws Exception {
    return until("/runs/" + run, seen -> seen.path("finishedAt").isString());
  }

  private static String state(JsonNode node) {
    return node.path("state").asString("");
  }

  @Test
  void j1AJobIsCreatedUpdatedPausedResumedDeletedViewedAndListedByItsOwner() throws Exception {
    String job =
        submit(
            "{'type': 'ok', 'name': 'report', 'owner': 'ana', 'schedule': {'cron': '0 4 * * sun'}}");
    submit("{'type': 'ok', 'owner': 'ben', 'schedule': {'delay': '1h'}}");
    JsonNode updated =
        send(
            "PATCH",
            "/jobs/" + job,
            "{'type': 'ok', 'owner': 'ana', 'priority': 7, 'schedule': {'cron': '0 5 * * sun'}}",
            200);
    assertEquals(7, updated.path("priority").asInt());
    assertEquals("report", updated.path("name").asString());
    assertEquals("PAUSED", state(send("POST", "/jobs/" + job + "/pause", "{}", 200)));
    assertFalse(get("/jobs/" + job).path("nextRunAt").isString());
    assertEquals("ACTIVE", state(send("POST", "/jobs/" + job + "/resume", "{}", 200)));
    JsonNode mine = get("/jobs?owner=ana").path("items");
    assertEquals(1, mine.size());
    assertEquals(job, mine.path(0).path("id").asString());
    send("DELETE", "/jobs/" + job, "", 204);
    assertEquals(0, get("/jobs?owner=ana").path("items").size());
    assertEquals("DELETED", state(get("/jobs/" + job)));
  }

  @Test
  void j2OneTimeJobsRunNowOrLaterAndRecurringOnesByIntervalOrCrontabInAZone() throws Exception {
    assertEquals("SUCCEEDED", state(ended(runOf(submit("{'type': 'ok'}")))));
    JsonNode later = ended(runOf(submit("{'type': 'ok', 'schedule': {'delay': '1s'}}")));
    Instant started = Instant.parse(later.path("startedAt").asString());
    Instant due = Instant.parse(later.path("dueAt").asString());
    assertTrue(started.plus(CLOCK_ERROR).isAfter(due), later::toString);
    String future = submit("{'type': 'ok', 'schedule': {'at': '2099-01-01T00:00:00Z'}}");
    assertEquals("SCHEDULED", state(get("/runs/" + runOf(future))));
    String every = submit("{'type': 'ok', 'schedule': {'every': '1s'}}");
    until(
        "/jobs/" + every + "/occurrences",
        ledger ->
            ledger
                    .path("items")
                    .valueStream()
                    .filter(entry -> entry.path("fate").asString().equals("run"))
                    .count()
                >= 2);
    send("DELETE", "/jobs/" + every, "", 204);
    JsonNode cron =
        send(
            "POST",
            "/jobs",
            "{'type': 'ok', 'schedule': {'cron': '0 4 * * sun', 'zone': 'Asia/Tokyo'}}",
            201);
    assertTrue(cron.path("nextRunAt").asString().contains("T19:00:00Z"), cron::toString);
  }

  @Test
  void j3ARunThatTakesTooLongMeetsTheOverlapPolicyOfItsJob() throws Exception {
    String skip = submit("{'type': 'stuck', 'schedule': {'every': '1s', 'overlap': 'skip'}}");
    JsonNode ledger =
        until(
            "/jobs/" + skip + "/occurrences",
            seen ->
                seen.path("items")
                    .valueStream()
                    .anyMatch(entry -> entry.path("fate").asString().equals("skipped")));
    assertTrue(ledger.toString().contains("overlap"), ledger::toString);
    String replace =
        submit("{'type': 'stuck', 'schedule': {'every': '1s', 'overlap': 'killRunning'}}");
    JsonNode runs =
        until(
            "/jobs/" + replace + "/runs",
            seen -> seen.path("items").valueStream().anyMatch(run -> state(run).equals("KILLED")));
    assertTrue(runs.toString().contains("overlap"), runs::toString);
    for (String job : List.of(skip, replace)) {
      send("DELETE", "/jobs/" + job, "", 204);
      for (JsonNode run : get("/jobs/" + job + "/runs").path("items")) {
        server.send("POST", "/api/v1/runs/" + run.path("id").asString() + "/cancel", "{}");
      }
    }
  }

  @Test
  void j4ARunPastItsLimitIsKilledAndOneThatWaitsTooLongExpires() throws Exception {
    JsonNode killed = ended(runOf(submit("{'type': 'stuck', 'timeout': '1s'}")));
    assertEquals("KILLED", state(killed));
    assertEquals("timeout", killed.path("class").asString());
    JsonNode expired = ended(runOf(submit("{'type': 'nobody', 'queueTimeout': '1s'}")));
    assertEquals("EXPIRED", state(expired));
  }

  @Test
  void j5AFailureIsTriedAgainInALaneOfItsOwnAndAFatalOneIsNot() throws Exception {
    JsonNode failed =
        ended(
            runOf(
                submit(
                    "{'type': 'sulk', 'retry': {'maxAttempts': 3, 'backoff': 'fixed',"
                        + " 'initial': '10ms', 'max': '10ms'}}")));
    assertEquals("FAILED", state(failed));
    assertEquals(3, failed.path("attempt").asInt());
    assertEquals("retried", failed.path("lane").asString());
    String waiting = runOf(submit("{'type': 'sulk', 'retry': {'initial': '1h', 'max': '1h'}}"));
    until("/runs/" + waiting, run -> state(run).equals("RETRYING"));
    JsonNode fatal = ended(runOf(submit("{'type': 'hopeless'}")));
    assertEquals("FAILED", state(fatal));
    assertEquals(1, fatal.path("attempt").asInt());
  }

  @Test
  void j7TheHistoryOfARunAndItsLogAreKept() throws Exception {
    String job = submit("{'type': 'say', 'owner': 'ana', 'resultLocation': 'reports/'}");
    JsonNode run = ended(runOf(job));
    for (String field : List.of("workerId", "createdAt", "dueAt", "claimedAt", "startedAt")) {
      assertTrue(run.path(field).isString(), () -> field + " is missing in " + run);
    }
    assertEquals(1, run.path("attempt").asInt());
    assertEquals("reports/", run.path("resultLocation").asString());
    assertTrue(run.path("log").path("complete").asBoolean());
    String log = server.get("/api/v1/runs/" + runOf(job) + "/log").body();
    assertTrue(log.contains("one") && log.contains("two"), log);
    assertEquals(
        run.path("log").path("bytes").asLong(), log.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void j8AFloodInOneLaneDelaysNoOtherLaneQueueOrPriority() throws Exception {
    StringBuilder flood = new StringBuilder("[");
    for (int i = 0; i < 2_000; i++) {
      flood.append(i == 0 ? "" : ",").append("{'type': 'turn', 'queue': 'flood', 'priority': 3}");
    }
    send("POST", "/jobs/batch", flood.append("]").toString(), 201);
    until("/queues/flood", queue -> queue.path("running").asInt() > 0);
    List<String> others = new ArrayList<>();
    others.add(submit("{'type': 'turn', 'queue': 'flood', 'priority': 9}"));
    others.add(submit("{'type': 'turn', 'queue': 'calm'}"));
    for (String other : others) {
      until(
          "/runs/" + runOf(other),
          run -> {
            turns.release();
            return run.path("startedAt").isString();
          });
    }
    assertNotEquals(0, get("/queues/flood").path("queued").asLong(), "the flood was over first");
    send("PATCH", "/queues/flood", "{'paused': true}", 200);
    turns.release(100);
  }

  @Test
  void j13ASuccessHasItsResult() throws Exception {
    String run = runOf(submit("{'type': 'ok', 'resultLocation': 'answers/'}"));
    assertEquals("SUCCEEDED", state(ended(run)));
    assertEquals(42, get("/runs/" + run + "/result").path("answer").asInt());
  }

  @Test
  void j16TheQueueSaysHowManySlotsItWants() throws Exception {
    for (int i = 0; i < 3; i++) {
      submit("{'type': 'nobody', 'queue': 'short-of-hands', 'labels': ['gpu']}");
    }
    JsonNode demand =
        until("/queues/short-of-hands/demand", seen -> seen.path("waiting").asLong() == 3);
    assertTrue(demand.path("wantedSlots").asLong() >= 1, demand::toString);
    assertEquals(0, demand.path("work").path(0).path("slots").asInt());
    assertEquals("gpu", demand.path("work").path(0).path("labels").path(0).asString());
  }
}
