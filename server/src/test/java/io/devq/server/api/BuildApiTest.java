package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Sha256;
import io.devq.base.WorkerId;
import io.devq.postgres.TestDatabase;
import io.devq.protocol.BuildViews;
import io.devq.protocol.HookSignature;
import io.devq.protocol.Json;
import io.devq.protocol.Views.ProblemDetails;
import io.devq.protocol.WorkerProtocol;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import io.devq.server.security.FirstStart;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A push becomes a build, a worker runs its steps and stores what they made, and anyone with a
/// token fetches it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildApiTest {

  private static final String SECRET = "a secret of this repository".replace(' ', '-');
  private static final String PIPELINE =
      """
      on: {push: {branches: [main]}}
      steps:
        test: make test
        package: {needs: [test], run: make package, artifacts: ["target/*"]}
      """;
  private static final byte[] PROGRAM = "the program".getBytes(StandardCharsets.UTF_8);

  private final TestDatabase database = TestDatabase.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private Server server = new Server(ServerSettings.local(Path.of(""), 0));
  private String token = "";
  private Path repository = Path.of("");
  private String commit = "";

  @BeforeAll
  void startAServerWithARepository(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    String url =
        database.jdbcUrl()
            + (database.jdbcUrl().contains("?") ? "&" : "?")
            + "user="
            + database.user()
            + "&password="
            + URLEncoder.encode(database.password(), StandardCharsets.UTF_8);
    server = new Server(ServerSettings.local(data, 0).withDatabase(url));
    server.start();
    token = Files.readString(data.resolve(FirstStart.FILE)).strip();
    repository = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(repository.resolve(".devq.yml"), PIPELINE);
    String _ = git("init", "-q", "-b", "main");
    String _ = git("add", "-A");
    String _ = git("commit", "-q", "-m", "Begin");
    commit = git("rev-parse", "HEAD");
    JsonNode registered =
        json(
            201,
            post(
                "/repositories",
                "{'name':'shop','source':'" + repository + "','hookSecret':'" + SECRET + "'}"));
    assertEquals(SECRET, registered.path("hookSecret").asString(""));
    assertEquals("main", registered.path("branch").asString(""));
  }

  @AfterAll
  void stop() {
    server.stop();
    database.close();
  }

  private String git(String... words) throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + "/api/v1" + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private HttpResponse<byte[]> get(String path) {
    return send(to(path));
  }

  /// Posts JSON in which apostrophes stand for quotes.
  private HttpResponse<byte[]> post(String path, String json) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private static JsonNode json(int status, HttpResponse<byte[]> response) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    assertEquals(status, response.statusCode(), body);
    return Json.strict().mapper().readTree(body);
  }

  private static String code(int status, HttpResponse<byte[]> response) {
    assertEquals(
        status, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
    return String.valueOf(Json.strict().read(response.body(), ProblemDetails.class).code());
  }

  private HttpResponse<byte[]> hook(
      String forge, String name, String ref, String after, String key) {
    String body = Json.strict().text(new BuildViews.Push(ref, "0".repeat(40), after));
    return send(
        HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/hooks/" + forge + "/" + name))
            .header("Content-Type", "application/json")
            .header(
                HookSignature.HEADER, HookSignature.of(body.getBytes(StandardCharsets.UTF_8), key))
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode build(String id) {
    return json(200, get("/builds/" + id));
  }

  private JsonNode await(String id, String state) throws InterruptedException {
    while (true) {
      JsonNode build = build(id);
      if (build.path("state").asString("").equals(state)) {
        return build;
      }
      assertFalse(build.has("finishedAt"), build::toString);
      io.devq.base.TimeSource.system().sleep(Duration.ofMillis(20));
    }
  }

  @Test
  void aPushIsBuiltByAWorkerAndItsArtifactFetched() throws Exception {
    JsonNode hooked = json(202, hook("git", "shop", "refs/heads/main", commit, SECRET));
    String id = hooked.path("build").asString("");
    assertEquals(
        id,
        json(202, hook("git", "shop", "refs/heads/main", commit, SECRET))
            .path("build")
            .asString(""));

    WorkerId worker = register();
    WorkerProtocol.Assignment test = assigned(worker, 1);
    assertEquals("step", test.type());
    JsonNode payload = Json.strict().mapper().readTree(test.payload());
    assertEquals("make test", payload.path("script").asString(""));
    assertEquals(commit, payload.path("commit").asString(""));
    assertEquals("main", payload.path("branch").asString(""));
    finish(test);
    WorkerProtocol.Assignment pack = assigned(worker, 2);

    String upload = "/runs/" + pack.run() + "/attempts/1/artifacts/";
    assertEquals("missing_digest", code(400, put(upload + "app.jar", PROGRAM, null)));
    assertEquals(
        "digest_mismatch", code(400, put(upload + "app.jar", PROGRAM, Sha256.of(new byte[1]))));
    assertEquals(
        "invalid_artifact_name", code(400, put(upload + "..", PROGRAM, Sha256.of(PROGRAM))));
    JsonNode stored = json(200, put(upload + "my%20app.jar", PROGRAM, Sha256.of(PROGRAM)));
    assertEquals("my app.jar", stored.path("name").asString(""));
    assertEquals(stored, json(200, put(upload + "my%20app.jar", PROGRAM, Sha256.of(PROGRAM))));
    assertEquals(
        "artifact_exists",
        code(409, put(upload + "my%20app.jar", new byte[3], Sha256.of(new byte[3]))));
    assertEquals(
        "attempt_replaced",
        code(
            409,
            put("/runs/" + pack.run() + "/attempts/2/artifacts/a", PROGRAM, Sha256.of(PROGRAM))));
    finish(pack);

    JsonNode build = await(id, "SUCCEEDED");
    assertEquals(1, build.path("steps").path(1).path("needs").size());
    assertEquals("SUCCEEDED", build.path("steps").path(1).path("state").asString(""));
    assertEquals(pack.run().text(), build.path("steps").path(1).path("runId").asString(""));
    assertEquals(0, build.path("steps").path(1).path("exitCode").asInt(-1));
    assertEquals("push", build.path("trigger").asString(""));
    assertEquals(stored, build.path("artifacts").path(0));
    assertEquals(stored, json(200, get("/builds/" + id + "/artifacts")).path("items").path(0));
    fetched("/builds/" + id + "/artifacts/");
    assertEquals("attempt_replaced", code(409, put(upload + "late", PROGRAM, Sha256.of(PROGRAM))));
  }

  private void fetched(String artifacts) {
    HttpResponse<byte[]> whole = get(artifacts + "my%20app.jar");
    assertEquals(200, whole.statusCode());
    assertEquals("the program", new String(whole.body(), StandardCharsets.UTF_8));
    assertEquals(
        '"' + Sha256.of(PROGRAM).hex() + '"', whole.headers().firstValue("ETag").orElse(""));
    assertEquals(
        "attachment; filename*=UTF-8''my%20app.jar",
        whole.headers().firstValue("Content-Disposition").orElse(""));
    HttpResponse<byte[]> part = send(to(artifacts + "my%20app.jar").header("Range", "bytes=4-6"));
    assertEquals(206, part.statusCode());
    assertEquals("pro", new String(part.body(), StandardCharsets.UTF_8));
    assertEquals("unknown_artifact", code(404, get(artifacts + "other.jar")));
  }

  private WorkerId register() throws IOException {
    JsonNode registered =
        json(
            200,
            post(
                "/workers",
                "{'name':'w','types':['step'],'labels':[],'slots':1,'version':'test'}"));
    return WorkerId.parse(registered.path("worker").asString(""));
  }

  private WorkerProtocol.Assignment assigned(WorkerId worker, int session) {
    HttpResponse<byte[]> orders =
        post(
            "/workers/" + worker + "/sync",
            "{'session':"
                + session
                + ",'attempts':[],'freeSlots':1,'hold':'PT20S','draining':false}");
    assertEquals(200, orders.statusCode());
    return Json.strict().read(orders.body(), WorkerProtocol.Orders.class).start().getFirst();
  }

  private void finish(WorkerProtocol.Assignment assignment) {
    HttpResponse<byte[]> answer =
        post(
            "/runs/" + assignment.run() + "/attempts/" + assignment.attempt() + "/outcome",
            "{'result':'succeeded','retriable':false,'exitCode':0,'logBytes':0,'logSha256':'"
                + Sha256.of(new byte[0])
                + "'}");
    assertTrue(answer.statusCode() < 300, () -> new String(answer.body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> put(
      String path, byte[] bytes, @org.jspecify.annotations.Nullable Sha256 digest) {
    BodyPublisher body = BodyPublishers.ofByteArray(bytes);
    HttpRequest.Builder request =
        to(path).header("Content-Type", "application/octet-stream").PUT(body);
    return send(digest == null ? request : request.header("Devq-Sha256", digest.hex()));
  }

  @Test
  void hooksWithoutTheSecretAreRefusedAlikeWhetherTheRepositoryIsThereOrNot() {
    byte[] wrong = hook("git", "shop", "refs/heads/main", commit, "another secret").body();
    assertEquals(
        "invalid_signature",
        code(401, hook("git", "shop", "refs/heads/main", commit, "another secret")));
    HttpResponse<byte[]> unknown = hook("git", "nothing", "refs/heads/main", commit, SECRET);
    assertEquals("invalid_signature", code(401, unknown));
    assertEquals(
        Json.strict().read(wrong, ProblemDetails.class).detail(),
        Json.strict().read(unknown.body(), ProblemDetails.class).detail());
    assertEquals(
        "unknown_forge", code(404, hook("github", "shop", "refs/heads/main", commit, SECRET)));
  }

  @Test
  void whatIsNotBuiltIsSaidSo() throws Exception {
    JsonNode deleted = json(202, hook("git", "shop", "refs/heads/main", "0".repeat(40), SECRET));
    assertFalse(deleted.has("build"));
    assertEquals(
        "refs/heads/main was deleted; there is nothing to build.",
        deleted.path("reason").asString(""));
    assertFalse(json(202, hook("git", "shop", "refs/notes/x", commit, SECRET)).has("build"));
    String topic =
        json(202, hook("git", "shop", "refs/heads/topic", commit, SECRET))
            .path("build")
            .asString("");
    assertTrue(await(topic, "SKIPPED").path("reason").asString("").contains("branch topic"));
    String tag =
        json(202, hook("git", "shop", "refs/tags/v1", commit, SECRET)).path("build").asString("");
    assertTrue(await(tag, "SKIPPED").path("reason").asString("").contains("tag v1"));
  }

  @Test
  void repositoriesAreRegisteredShownAndForgotten() {
    String body = "{'name':'other','source':'" + repository + "'}";
    JsonNode first = json(201, post("/repositories", body));
    assertEquals(64, first.path("hookSecret").asString("").length());
    assertEquals(first, json(201, post("/repositories", body)));
    assertEquals(
        "name_taken",
        code(
            409,
            post("/repositories", "{'name':'other','source':'" + repository + "','branch':'x'}")));
    assertEquals(
        "not_a_repository",
        code(400, post("/repositories", "{'name':'none','source':'/nowhere'}")));
    assertEquals(
        "invalid_name", code(400, post("/repositories", "{'name':'a/b','source':'/nowhere'}")));
    assertNull(json(200, get("/repositories/other")).get("hookSecret"));
    assertEquals(2, json(200, get("/repositories")).path("items").size());
    String script =
        new String(
            get("/repositories/other/hook-script?command=/opt/devq").body(),
            StandardCharsets.UTF_8);
    assertTrue(script.startsWith("#!/bin/sh\n"), script);
    assertTrue(script.contains("DEVQ_SERVER='" + server.address() + "'"), script);
    assertTrue(script.contains("'/opt/devq' hook 'other'"), script);
    assertTrue(script.contains(first.path("hookSecret").asString("")), script);
    assertEquals(204, send(to("/repositories/other").DELETE()).statusCode());
    assertEquals("unknown_repository", code(404, get("/repositories/other")));
  }

  @Test
  void buildsAreAskedForOnceListedCancelledAndRunAgain() throws Exception {
    HttpRequest.Builder request =
        to("/builds")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "k1")
            .POST(BodyPublishers.ofString("{\"repository\":\"shop\",\"branch\":\"main\"}"));
    String id = json(201, send(request)).path("id").asString("");
    assertEquals(id, json(201, send(request)).path("id").asString(""));
    assertEquals("unknown_repository", code(404, post("/builds", "{'repository':'nothing'}")));
    assertEquals(
        "invalid_commit", code(400, post("/builds", "{'repository':'shop','commit':'abc'}")));
    json(202, send(to("/builds/" + id + "/cancel").POST(BodyPublishers.noBody())));
    JsonNode cancelled = await(id, "CANCELLED");
    assertEquals("Cancelled by admin.", cancelled.path("reason").asString(""));
    String again =
        json(201, send(to("/builds/" + id + "/rerun").POST(BodyPublishers.noBody())))
            .path("id")
            .asString("");
    assertNotEquals(id, again);
    assertEquals(id, build(again).path("rerunOf").asString(""));
    JsonNode page = json(200, get("/builds?repository=shop&limit=1&state=CANCELLED"));
    assertEquals(1, page.path("items").size());
    json(202, send(to("/builds/" + again + "/cancel").POST(BodyPublishers.noBody())));
    JsonNode _ = await(again, "CANCELLED");
    String cursor = json(200, get("/builds?limit=1")).path("nextCursor").asString("");
    assertTrue(cursor.startsWith("build_"), cursor);
    assertEquals(200, get("/builds?limit=1&cursor=" + cursor).statusCode());
  }
}
