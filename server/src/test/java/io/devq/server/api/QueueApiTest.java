package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Somebody weighs, limits, pauses and drains queues, and submits jobs that share them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueApiTest {

  private final RunningServer server;

  QueueApiTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode change(String queue, String json) throws Exception {
    var answer = server.send("PATCH", "/api/v1/queues/" + queue, json);
    assertEquals(200, answer.statusCode(), answer.body());
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  private JsonNode submit(String json, int status) throws Exception {
    var answer = server.post("/api/v1/jobs", json);
    assertEquals(status, answer.statusCode(), answer.body());
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  @Test
  void whatIsNotNamedStaysAsItIs() throws Exception {
    change("reports", "{'weight': 3, 'maxRunning': 10, 'fairWeights': {'a': 2}}");
    JsonNode paused = change("reports", "{'paused': true, 'note': 'disk is full'}");
    assertEquals(3, paused.path("weight").asInt());
    assertEquals(10, paused.path("maxRunning").asInt());
    assertEquals(2, paused.path("fairWeights").path("a").asInt());
    assertEquals("disk is full", paused.path("note").asString());
    assertEquals("admin", paused.path("changedBy").asString());
    JsonNode open = change("reports", "{'paused': false, 'maxRunning': 0, 'note': ''}");
    assertTrue(open.path("maxRunning").isMissingNode() || open.path("maxRunning").isNull());
    assertTrue(open.path("note").isMissingNode() || open.path("note").isNull());
  }

  @Test
  void aDrainingQueueRefusesAndOthersDoNot() throws Exception {
    change("legacy", "{'draining': true}");
    JsonNode refused = submit("{'type': 'x', 'queue': 'legacy'}", 409);
    assertEquals("queue_draining", refused.path("code").asString());
    submit("{'type': 'x', 'queue': 'new'}", 201);
  }

  @Test
  void everythingAboutSharingComesBackAsItWasSaid() throws Exception {
    JsonNode job =
        submit(
            "{'type': 'x', 'concurrency': {'key': 'report', 'limit': 2}, 'rate': {'key': 'smtp',"
                + " 'limit': 100, 'per': '1m'}, 'fairKey': 'team-a', 'weight': 2}",
            201);
    assertEquals(2, job.path("concurrency").path("limit").asInt());
    assertEquals("PT1M", job.path("rate").path("per").asString());
    assertEquals("team-a", job.path("fairKey").asString());
    assertEquals(2, job.path("weight").asInt());
    JsonNode one = submit("{'type': 'x', 'concurrency': {'key': 'report'}}", 201);
    assertEquals(1, one.path("concurrency").path("limit").asInt());
  }

  @Test
  void whatIsOutOfRangeIsRefusedAndNamed() throws Exception {
    assertRefused("{'type': 'x', 'weight': 0}", "invalid_weight", "/weight");
    assertRefused(
        "{'type': 'x', 'concurrency': {'key': 'k', 'limit': 0}}",
        "invalid_share",
        "/concurrency/limit");
    assertRefused(
        "{'type': 'x', 'rate': {'key': 'k', 'limit': 1, 'per': '1ms'}}",
        "invalid_share",
        "/rate/per");
    assertRefused("{'type': 'x', 'rate': {'key': 'k', 'limit': 1}}", "missing_field", "/rate/per");
    assertRefused("{'type': 'x', 'orderKey': 'k', 'priority': 9}", "invalid_priority", "/priority");
    var queue = server.send("PATCH", "/api/v1/queues/reports", "{'weight': 0}");
    assertTrue(queue.body().contains("invalid_queue"), queue.body());
    var unknown = server.send("PATCH", "/api/v1/queues/reports", "{'wieght': 1}");
    assertTrue(unknown.body().contains("unknown_field"), unknown.body());
  }

  @Test
  void theDemandOfAQueueIsToldAndIsAMetric() throws Exception {
    submit("{'type': 'nobody', 'queue': 'burst'}", 201);
    JsonNode demand = server.json("/api/v1/queues/burst/demand?within=10m");
    for (int look = 0; look < 600 && demand.path("waiting").asLong() == 0; look++) {
      demand = server.json("/api/v1/queues/burst/demand?within=10m");
    }
    assertEquals(1, demand.path("waiting").asLong());
    assertEquals(1, demand.path("wantedSlots").asLong());
    assertEquals("nobody", demand.path("work").path(0).path("type").asString());
    String metrics = server.get("/metrics").body();
    assertTrue(
        metrics.contains("devq_queue_wanted_slots{project=\"default\",queue=\"burst\"} 1.0"),
        metrics);
    assertEquals(404, server.get("/api/v1/queues/nowhere/demand").statusCode());
    assertEquals(400, server.get("/api/v1/queues/burst/demand?within=0s").statusCode());
  }

  private void assertRefused(String json, String code, String pointer) throws Exception {
    JsonNode problem = submit(json, 400);
    assertEquals(code, problem.path("code").asString(), problem.toString());
    assertTrue(problem.toString().contains("\"" + pointer + "\""), problem.toString());
  }
}
