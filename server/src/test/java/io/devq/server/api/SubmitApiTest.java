package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Submitting and changing jobs over HTTP, and what is said to bad input.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmitApiTest {

  private static final String LATER = "'type': 'nobody', 'schedule': {'delay': 'PT1H'}";

  private final RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  SubmitApiTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  private JsonNode created(String job) throws Exception {
    HttpResponse<String> answer = server.post("/api/v1/jobs", job);
    assertEquals(201, answer.statusCode(), answer::body);
    return json(answer);
  }

  private static String id(JsonNode job) {
    return job.path("id").asString("");
  }

  private HttpResponse<String> send(
      String method, String path, String body, String header, String value) throws Exception {
    return http.send(
        server
            .to(path)
            .header("Content-Type", "application/json")
            .header(header, value)
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private void assertRefused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals(code, json(answer).path("code").asString(""), answer::body);
    assertTrue(
        answer.headers().firstValue("Content-Type").orElse("").contains("problem+json"),
        "a problem of RFC 9457");
  }

  private void assertRefused(int status, String code, String job) throws Exception {
    assertRefused(status, code, server.post("/api/v1/jobs", job));
  }

  /// A8, line 1.
  @Test
  void brokenJsonIsRefusedWithItsPlace() throws Exception {
    for (String broken : List.of("{", "{'a':1,}", "", "[]x", "nul")) {
      HttpResponse<String> answer = server.post("/api/v1/jobs", broken);
      assertEquals(400, answer.statusCode(), answer::body);
    }
    assertTrue(server.post("/api/v1/jobs", "{'a':1,}").body().contains("column"));
  }

  /// A8, line 3.
  @Test
  void anUnknownFieldIsNamed() throws Exception {
    assertRefused(400, "unknown_field", "{'type': 'x', 'scedule': {}}");
    JsonNode job = created("{" + LATER + "}");
    HttpResponse<String> patched =
        server.send("PATCH", "/api/v1/jobs/" + id(job), "{'prioritty': 1}");
    assertRefused(400, "unknown_field", patched);
    assertTrue(patched.body().contains("priority"), patched::body);
  }

  /// A8, line 7: what a form of another site could send without being asked.
  @Test
  void jsonThatIsSaidToBeTextIsRefused() throws Exception {
    HttpRequest request =
        server
            .to("/api/v1/jobs")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{\"type\": \"noop\"}"))
            .build();
    assertRefused(415, "unsupported_media_type", http.send(request, BodyHandlers.ofString()));
  }

  /// A8, line 13.
  @Test
  void numbersAreWrittenInDigitsOfAscii() throws Exception {
    for (String number : List.of("'5'", "'١٢'", "'+5'", "5.5", "0x1", "NaN", "1e99", "' 5 '")) {
      HttpResponse<String> answer =
          server.post("/api/v1/jobs", "{'type': 'x', 'priority': " + number + "}");
      assertEquals(400, answer.statusCode(), () -> number + answer.body());
    }
    for (String number : List.of("١٢", "５", "%2B5", "%205%20", "0x1", "5f", "")) {
      int status = server.get("/api/v1/jobs?limit=" + encoded(number)).statusCode();
      assertEquals(number.isEmpty() ? 200 : 400, status, number);
    }
  }

  private static String encoded(String text) {
    return text.startsWith("%")
        ? text
        : java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  /// A8, line 15.
  @Test
  void whatCannotBeStoredAsTextIsRefused() throws Exception {
    for (String text : List.of("\\u0000", "\\ud800", "a\\udc00b")) {
      for (String field :
          List.of(
              "'name': 'T'",
              "'description': 'T'",
              "'queue': 'T'",
              "'payload': {'a': 'T'}",
              "'payload': {'T': 1}",
              "'tags': {'a': 'T'}",
              "'tags': {'T': 'a'}",
              "'labels': ['T']",
              "'resultLocation': 'T'",
              "'unique': {'key': 'T'}",
              "'fairKey': 'T'")) {
        String job = "{'type': 'x', " + field.replace("T", text) + "}";
        HttpResponse<String> answer = server.post("/api/v1/jobs", job);
        assertEquals(400, answer.statusCode(), () -> job + answer.body());
      }
    }
  }

  /// A8, line 17.
  @Test
  void anIdempotencyKeyStandsForOneRequest() throws Exception {
    String body = "{" + LATER + ", 'owner': 'once'}";
    HttpResponse<String> first = send("POST", "/api/v1/jobs", body, "Idempotency-Key", "k-1");
    HttpResponse<String> again = send("POST", "/api/v1/jobs", body, "Idempotency-Key", "k-1");
    assertEquals(201, again.statusCode());
    assertEquals(first.body(), again.body());
    assertRefused(
        422,
        "idempotency_key_reused",
        send("POST", "/api/v1/jobs", "{" + LATER + "}", "Idempotency-Key", "k-1"));
    assertRefused(
        400,
        "invalid_idempotency_key",
        send("POST", "/api/v1/jobs", body, "Idempotency-Key", "k".repeat(256)));
    assertEquals(1, server.json("/api/v1/jobs?owner=once").path("items").size());
  }

  /// A8, line 19.
  @Test
  void aHundredAtOnceWithOneKeyAreOneJob() throws Exception {
    String body = "{" + LATER + ", 'owner': 'hundred'}";
    CountDownLatch go = new CountDownLatch(1);
    Set<String> answers = new HashSet<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(
            pool.submit(() -> {
              go.await();
              return send("POST", "/api/v1/jobs", body, "Idempotency-Key", "k-100");
            }));
      }
      go.countDown();
      for (Future<HttpResponse<String>> answer : sent) {
        if (answer.get().statusCode() == 201) {
          answers.add(answer.get().body());
        } else {
          // More at once than one server takes on: told to come back, and nothing was done.
          assertTrue(Set.of(429, 503).contains(answer.get().statusCode()), answer.get()::body);
        }
      }
    }
    assertEquals(1, answers.size());
    assertEquals(1, server.json("/api/v1/jobs?owner=hundred").path("items").size());
  }

  /// A8, line 21.
  @Test
  void aCursorOfNoListIsRefused() throws Exception {
    for (String cursor : List.of("x", "run_06e1q5v3ws0m2r7k8g4n9x1c2b", "job_zz", "..%2F..")) {
      assertEquals(400, server.get("/api/v1/jobs?cursor=" + cursor).statusCode(), cursor);
    }
  }

  /// A8, line 33.
  @Test
  void dependenciesThatCannotBeAreRefused() throws Exception {
    String a = "job_06e1q5v3ws0m2r7k8g4n9x1c2b";
    String b = "job_06e1q5v3ws0m2r7k8g4n9x1c2c";
    String one = "{'id': '%s', 'type': 'x', 'dependsOn': [{'job': '%s'}]}";
    assertRefused(422, "dependency_cycle", one.formatted(a, a));
    HttpResponse<String> circle =
        server.post(
            "/api/v1/jobs/batch", "[" + one.formatted(a, b) + "," + one.formatted(b, a) + "]");
    assertRefused(422, "dependency_cycle", circle);
    assertTrue(circle.body().contains(a) && circle.body().contains(b), circle::body);
    assertRefused(400, "unknown_dependency", one.formatted(a, b));
    assertRefused(
        400, "invalid_choice", "{'type': 'x', 'dependsOn': [{'job': '" + a + "', 'when': 'x'}]}");
    assertEquals(404, server.get("/api/v1/jobs/" + a).statusCode(), "nothing was stored");
  }

  @Test
  void aJobThatWaitsIsShownBlocked() throws Exception {
    JsonNode first = created("{" + LATER + "}");
    JsonNode second =
        created("{'type': 'noop', 'dependsOn': [{'job': '" + id(first) + "', 'when': 'any'}]}");
    assertEquals("BLOCKED", second.path("lastRun").path("state").asString(""), second::toString);
    String run = second.path("lastRun").path("id").asString("");
    assertTrue(
        server.get("/api/v1/runs/" + run + "/why").body().contains(id(first)), "why names it");
  }

  @Test
  void aGroupOfJobsIsFollowedByOne() throws Exception {
    String member = "{'type': 'nobody', 'tags': {'part': '1'}}";
    HttpResponse<String> answer =
        server.post(
            "/api/v1/jobs/groups",
            "{'jobs': ["
                + member
                + ","
                + member
                + "], 'then': {'type': 'noop', 'name': 'after'}, 'when': 'any'}");
    assertEquals(201, answer.statusCode(), answer::body);
    assertEquals(2, json(answer).path("jobs").size());
    assertEquals("BLOCKED", json(answer).path("then").path("lastRun").path("state").asString(""));
  }

  @Test
  void aBatchOfTenThousandIsAnsweredFromWhatWasAccepted() throws Exception {
    String job = "{'type': 'nobody', 'owner': 'batch', 'tags': {'n': '1'}}";
    String all = IntStream.range(0, 10_000).mapToObj(_ -> job).collect(Collectors.joining(","));
    HttpResponse<String> answer = server.post("/api/v1/jobs/batch", "[" + all + "]");
    assertEquals(201, answer.statusCode(), () -> answer.body().substring(0, 300));
    Set<String> ids = new HashSet<>();
    json(answer).forEach(one -> ids.add(id(one)));
    assertEquals(10_000, ids.size());
    HttpResponse<String> tooMany = server.post("/api/v1/jobs/batch", "[" + all + "," + job + "]");
    assertRefused(400, "invalid_batch", tooMany);
    String oneBad = all + ",{'type': 'nobody', 'priority': 10}";
    assertRefused(
        400,
        "invalid_priority",
        server.post("/api/v1/jobs/batch", "[" + oneBad.substring(job.length() + 1) + "]"));
  }

  @Test
  void aUniqueKeyIsRejectedWithItsHolder() throws Exception {
    String job = "{" + LATER + ", 'unique': {'key': 'u', 'onConflict': 'reject'}}";
    JsonNode holder = created(job);
    HttpResponse<String> refused = server.post("/api/v1/jobs", job);
    assertRefused(409, "unique_taken", refused);
    assertTrue(refused.body().contains(id(holder)), refused::body);
  }

  @Test
  void aWaitingJobIsChangedFieldByField() throws Exception {
    JsonNode job =
        created("{" + LATER + ", 'priority': 3, 'payload': {'a': 1}, 'tags': {'x': 'y'}}");
    String path = "/api/v1/jobs/" + id(job);
    HttpResponse<String> answer =
        server.send("PATCH", path, "{'priority': 9, 'payload': {'b': 2}}");
    assertEquals(200, answer.statusCode(), answer::body);
    JsonNode now = json(answer);
    assertEquals(9, now.path("priority").asInt());
    assertEquals("{\"b\":2}", now.path("payload").toString());
    assertEquals("y", now.path("tags").path("x").asString(""));
    assertEquals(job.path("nextRunAt"), now.path("nextRunAt"));
    JsonNode sooner = json(server.send("PATCH", path, "{'schedule': {'delay': 'PT10M'}}"));
    assertNotEquals(now.path("nextRunAt"), sooner.path("nextRunAt"));
    assertEquals(9, sooner.path("priority").asInt());
    assertRefused(409, "not_changeable", server.send("PATCH", path, "{'name': 'other'}"));
    assertRefused(400, "invalid_json", server.send("PATCH", path, "[]"));
    assertEquals(200, server.send("PUT", path, "{'type': 'nobody'}").statusCode());
    assertEquals(5, server.json(path).path("priority").asInt());
  }

  @Test
  void anUpdateOfAnOldVersionIsRefused() throws Exception {
    for (String schedule : List.of("{'delay': 'PT1H'}", "{'every': 'PT1H'}")) {
      JsonNode job = created("{'type': 'nobody', 'schedule': " + schedule + "}");
      String path = "/api/v1/jobs/" + id(job);
      String tag = server.get(path).headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> first = send("PATCH", path, "{'priority': 1}", "If-Match", tag);
      assertEquals(200, first.statusCode(), first::body);
      assertRefused(
          412, "version_changed", send("PATCH", path, "{'priority': 2}", "If-Match", tag));
      String newer = first.headers().firstValue("ETag").orElseThrow();
      assertEquals(200, send("PATCH", path, "{'priority': 2}", "If-Match", newer).statusCode());
      assertEquals(2, server.json(path).path("priority").asInt());
    }
  }

  @Test
  void aRunIsRepeatedWithAnotherPayloadOnce() throws Exception {
    JsonNode job = created("{" + LATER + ", 'payload': {'a': 1}}");
    String run = job.path("lastRun").path("id").asString("");
    String rerun = "/api/v1/runs/" + run + "/rerun";
    assertRefused(409, "run_not_over", server.post(rerun, "{}"));
    server.post("/api/v1/runs/" + run + "/cancel", "");
    HttpResponse<String> again =
        send("POST", rerun, "{'payload': {'a': 2}}", "Idempotency-Key", "r-1");
    assertEquals(201, again.statusCode(), again::body);
    assertEquals(run, json(again).path("rerunOf").asString(""));
    HttpResponse<String> repeated =
        send("POST", rerun, "{'payload': {'a': 2}}", "Idempotency-Key", "r-1");
    assertEquals(id(json(again)), id(json(repeated)));
    JsonNode fresh = server.json("/api/v1/jobs/" + json(again).path("jobId").asString(""));
    assertEquals("{\"a\":2}", fresh.path("payload").toString());
  }

  private JsonNode tally(String what, String asked) throws Exception {
    HttpResponse<String> answer = server.post("/api/v1/runs/" + what, asked);
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  @Test
  void manyRunsAreCountedThenChanged() throws Exception {
    String all =
        IntStream.range(0, 600)
            .mapToObj(
                i -> "{'type': 'nobody', 'queue': 'crowd', 'tags': {'wave': '" + i % 2 + "'}}")
            .collect(Collectors.joining(","));
    assertEquals(201, server.post("/api/v1/jobs/batch", "[" + all + "]").statusCode());
    String half = "{'queue': 'crowd', 'tag': 'wave=1'";
    assertEquals(
        300,
        tally("reprioritise", half + ", 'priority': 9, 'dryRun': true}").path("matched").asInt());
    JsonNode moved = tally("reprioritise", half + ", 'priority': 9}");
    assertEquals(300, moved.path("done").asInt(), moved::toString);
    JsonNode one =
        server.json("/api/v1/runs?queue=crowd&tag=wave%3D1&limit=1").path("items").path(0);
    assertEquals(9, one.path("priority").asInt());
    JsonNode counted = tally("cancel", half + ", 'dryRun': true}");
    assertEquals(300, counted.path("matched").asInt());
    assertEquals(0, counted.path("done").asInt());
    assertEquals(300, tally("cancel", half + "}").path("done").asInt());
    assertEquals(0, tally("cancel", half + "}").path("matched").asInt());
    assertEquals(300, tally("cancel", "{'queue': 'crowd'}").path("done").asInt());
    String cancelled = "{'queue': 'crowd', 'state': 'CANCELLED', 'tag': 'wave=0'}";
    assertEquals(300, tally("rerun", cancelled).path("done").asInt());
    JsonNode again = tally("rerun", cancelled);
    assertEquals(300, again.path("matched").asInt());
    assertEquals(0, again.path("done").asInt(), "each is repeated once");
  }

  @Test
  void manyRunsAreNotChangedByMistake() throws Exception {
    assertRefused(400, "filter_needed", server.post("/api/v1/runs/cancel", "{}"));
    assertRefused(
        400, "filter_needed", server.post("/api/v1/runs/cancel", "{'all': true, 'queue': 'a'}"));
    assertRefused(400, "invalid_state", server.post("/api/v1/runs/cancel", "{'state': 'FAILED'}"));
    assertRefused(400, "invalid_state", server.post("/api/v1/runs/rerun", "{'state': 'QUEUED'}"));
    assertRefused(400, "missing_field", server.post("/api/v1/runs/reprioritise", "{'queue': 'a'}"));
  }

  /// A8, line 23.
  @Test
  void listsAreFilteredByTagTextAndStateAndTakeNoPatterns() throws Exception {
    created("{" + LATER + ", 'tags': {'team': 'blue'}, 'payload': {'note': 'Needle 100%'}}");
    created("{" + LATER + ", 'tags': {'team': 'red'}}");
    assertEquals(1, server.json("/api/v1/jobs?tag=team%3Dblue").path("items").size());
    assertEquals(2, server.json("/api/v1/jobs?tag=team").path("items").size());
    assertEquals(1, server.json("/api/v1/jobs?text=needle").path("items").size());
    assertEquals(1, server.json("/api/v1/jobs?text=100%25&tag=team").path("items").size());
    assertEquals(0, server.json("/api/v1/jobs?text=(n%2B)%2B%24").path("items").size());
    assertEquals(0, server.json("/api/v1/jobs?tag=team&state=DONE").path("items").size());
    assertEquals(2, server.json("/api/v1/jobs?tag=team&state=ACTIVE").path("items").size());
    assertEquals(
        0, server.json("/api/v1/runs?tag=team&until=2020-01-01T00:00:00Z").path("items").size());
    assertEquals(400, server.get("/api/v1/jobs?text=" + "x".repeat(201)).statusCode());
    assertEquals(400, server.get("/api/v1/jobs?state=QUEUED").statusCode());
  }
}
