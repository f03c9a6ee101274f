package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `/openapi.json` says of a whole server is what that server does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {

  /// What users and scripts may rely on today, beside what there is for the programs of DevQ.
  private static final String PROMISED =
      """
      POST GET /jobs
      POST /jobs/batch
      GET PATCH DELETE /jobs/{id}
      POST /jobs/{id}/pause
      POST /jobs/{id}/resume
      POST /jobs/{id}/trigger
      POST /jobs/{id}/backfill
      GET /jobs/{id}/runs
      GET /jobs/{id}/occurrences
      POST /schedules/preview
      GET /calendars
      GET PUT DELETE /calendars/{name}
      GET /runs
      GET /runs/{id}
      GET /runs/{id}/log
      GET /runs/{id}/result
      GET /runs/{id}/why
      POST /runs/{id}/cancel
      POST /runs/{id}/rerun
      POST /runs/cancel
      POST /runs/rerun
      POST /runs/reprioritise
      POST /jobs/groups
      GET /queues
      GET PATCH /queues/{name}
      GET POST /workers
      GET /workers/{id}
      POST /workers/{id}/sync
      GET /nodes
      GET /stats
      GET /events
      POST /runs/{id}/attempts/{n}/log
      POST /runs/{id}/attempts/{n}/outcome
      PUT /runs/{id}/attempts/{n}/artifacts/{name}
      GET POST /repositories
      GET DELETE /repositories/{name}
      GET POST /builds
      GET /builds/{id}
      POST /builds/{id}/cancel
      POST /builds/{id}/rerun
      GET /builds/{id}/artifacts
      GET /builds/{id}/deployability
      POST /hooks/{forge}/{repository}
      GET POST /services
      GET POST /regions
      GET POST /hosts
      GET POST /deployments
      POST /deployments/{id}/pause
      POST /deployments/{id}/resume
      POST /deployments/{id}/abort
      POST /deployments/{id}/rollback
      GET POST /tokens
      GET POST /notifications
      DELETE /notifications/{id}
      POST /notifications/{id}/test
      POST /notifications/secret
      """;

  private final RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonNode api;

  ContractTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
    api = Json.tolerant().read(server.get("/openapi.json").body(), JsonNode.class);
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
  }

  private Map<String, Set<String>> described() {
    Map<String, Set<String>> described = new TreeMap<>();
    for (var path : api.path("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method ->
              described
                  .computeIfAbsent(path.getKey(), _ -> new TreeSet<>())
                  .add(method.toUpperCase(Locale.ROOT)));
    }
    return described;
  }

  private int status(String method, String path) throws Exception {
    URI address = URI.create(server.to(path.replaceAll("\\{[^}]*}", "x")).build().uri().toString());
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode();
  }

  @Test
  void everythingPromisedForTodayIsDescribed() {
    Map<String, Set<String>> described = described();
    for (String line : PROMISED.lines().toList()) {
      List<String> words = List.of(line.split(" "));
      String path = "/api/v1" + words.getLast();
      for (String method : words.subList(0, words.size() - 1)) {
        assertTrue(
            described.getOrDefault(path, Set.of()).contains(method), () -> method + " " + path);
      }
    }
    for (String path :
        List.of("/metrics", "/livez", "/readyz", "/startupz", "/schemas/pipeline.json")) {
      assertEquals(Set.of("GET"), described.get(path), path);
    }
  }

  @Test
  void whatIsDescribedIsServedAndGuarded() throws Exception {
    for (var path : described().entrySet()) {
      for (String method : path.getValue()) {
        JsonNode operation =
            api.path("paths").path(path.getKey()).path(method.toLowerCase(Locale.ROOT));
        boolean open = operation.path("security").isEmpty();
        int status = status(method, path.getKey());
        String what = method + " " + path.getKey() + " answered " + status;
        if (open) {
          assertNotEquals(405, status, what);
          assertTrue(status < 500 || path.getKey().endsWith("z"), what);
        } else if (path.getKey().startsWith("/api/")) {
          assertEquals(401, status, what);
          assertFalse(operation.path("x-devq-role").asString("").isEmpty(), what);
        }
      }
    }
  }

  @Test
  void whatIsNotDescribedIsNotServed() throws Exception {
    for (var path : described().entrySet()) {
      if (path.getKey().startsWith("/api/")) {
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
          if (!path.getValue().contains(method)) {
            int status = status(method, path.getKey());
            assertTrue(
                status == 405 || status == 404 || status == 401,
                () -> method + " " + path.getKey() + " answered " + status);
          }
        }
      }
    }
    assertEquals(404, status("GET", "/api/v1/nothing-of-the-kind"));
  }

  @Test
  void aPipelineSchemaIsThereForEditorsWithoutAToken() throws Exception {
    assertEquals(200, status("GET", "/schemas/pipeline.json"));
    JsonNode schema = server.json("/schemas/pipeline.json");
    assertTrue(schema.path("properties").has("steps"), schema::toString);
  }

  @Test
  void aQueueAndAWorkerAreShownByName() throws Exception {
    assertEquals(
        201, server.post("/api/v1/jobs", "{'type': 'noop', 'queue': 'known'}").statusCode());
    assertEquals("known", server.json("/api/v1/queues/known").path("name").asString(""));
    assertEquals(404, server.get("/api/v1/queues/unknown").statusCode());
    JsonNode worker = server.json("/api/v1/workers").path("items").path(0);
    String id = worker.path("id").asString("");
    assertEquals(id, server.json("/api/v1/workers/" + id).path("id").asString(""));
    assertEquals(404, server.get("/api/v1/workers/worker_00000000000000000000000000").statusCode());
  }

  @Test
  void aJobShowsWhatItWasGiven() throws Exception {
    String job =
        """
        {'type': 'nobody', 'name': 'full', 'queueTimeout': 'PT1H', 'resultLocation': 'reports/',
         'retry': {'lostAttempts': 7}, 'timeout': '7m', 'labels': ['linux'], 'tags': {'team': 'a'}}
        """;
    HttpResponse<String> answer = server.post("/api/v1/jobs", job);
    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode shown = Json.tolerant().read(answer.body(), JsonNode.class);
    assertEquals("PT1H", shown.path("queueTimeout").asString(""));
    assertEquals("reports/", shown.path("resultLocation").asString(""));
    assertEquals(7, shown.path("retry").path("lostAttempts").asInt());
    assertEquals("retry", shown.path("retry").path("onLost").asString(""));
    assertEquals("PT7M", shown.path("timeout").asString(""));
    HttpResponse<String> torn =
        server.post(
            "/api/v1/jobs", "{'type': 'x', 'retry': {'onLost': 'never', 'lostAttempts': 2}}");
    assertEquals(400, torn.statusCode());
    assertTrue(torn.body().contains("/retry/onLost"), torn.body());
  }
}
