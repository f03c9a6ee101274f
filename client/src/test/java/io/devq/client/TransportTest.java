package io.devq.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.client.Answerer.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TransportTest {

  private Answerer server;
  private Transport transport;

  @BeforeEach
  void start() throws IOException {
    server = new Answerer();
    transport = new Transport(ClientSettings.of(server.uri(), "t0ken"));
  }

  @AfterEach
  void close() {
    transport.close();
    server.close();
  }

  private JsonNode get() throws InterruptedException {
    return transport.send(Call.get("/things"), JsonNode.class);
  }

  private Problem refused() {
    return assertThrows(Problem.class, this::get);
  }

  @Test
  void theTokenGoesAlongButIsNotPrinted() throws InterruptedException {
    server.then(Answer.json(200, "{}"));
    get();
    assertEquals("Bearer t0ken", server.asked().getFirst().authorization());
    assertFalse(transport.settings().toString().contains("t0ken"));
  }

  @ParameterizedTest
  @CsvSource({
    "400,INVALID",
    "401,UNAUTHENTICATED",
    "403,FORBIDDEN",
    "404,NOT_FOUND",
    "409,CONFLICT",
    "412,PRECONDITION",
    "413,TOO_LARGE",
    "422,UNPROCESSABLE",
    "500,INTERNAL",
    "507,STORAGE_FULL"
  })
  void aRefusalKeepsTheServersCodeAndWords(int status, Problem.Kind kind) {
    server.then(
        Answer.json(
            status,
            "{\"code\":\"bad_cron\",\"detail\":\"No such day.\",\"pointer\":\"/cron\",\"more\":1}"));
    Problem problem = refused();
    assertEquals(kind, problem.kind());
    assertEquals("bad_cron", problem.code());
    assertEquals("No such day.", problem.message());
    assertEquals("/cron", problem.pointer());
  }

  @Test
  void aRefusalThatIsNoProblemIsToldAsItIs() {
    server.then(new Answer(400, "text/html", "<h1>proxy</h1>"));
    Problem problem = refused();
    assertEquals("http_400", problem.code());
    assertTrue(problem.message().contains("<h1>proxy</h1>"), problem.message());
  }

  @Test
  void aReplacedAttemptIsFenced() {
    server.then(Answer.json(409, "{\"code\":\"attempt_replaced\"}"));
    assertEquals(Problem.Kind.FENCED, refused().kind());
  }

  @Test
  void readingIsTriedAgain() throws InterruptedException {
    server.then(Answer.cut()).then(Answer.json(503, "{}")).then(Answer.json(200, "{\"a\":1}"));
    assertEquals(1, get().get("a").asInt());
  }

  @Test
  void tryingEnds() {
    for (int i = 0; i < 2 * Transport.TRIES; i++) {
      server.then(Answer.json(503, "{\"code\":\"starting\"}"));
    }
    assertEquals("starting", refused().code());
    assertEquals(Transport.TRIES, server.asked().size());
  }

  @Test
  void aCreationIsRepeatedWithTheSameKey() throws InterruptedException {
    server.then(Answer.cut()).then(Answer.json(200, "{}"));
    transport.send(Call.post("/jobs").json(Map.of("type", "noop")).idempotent(), JsonNode.class);
    assertEquals(2, server.asked().size());
    assertEquals(server.asked().get(0).key(), server.asked().get(1).key());
    assertEquals("{\"type\":\"noop\"}", server.asked().get(1).body());
  }

  @Test
  void aPatientCreationOutlastsARestartWithOneKey() throws InterruptedException {
    for (int i = 0; i < 2 * Transport.TRIES; i++) {
      server.then(Answer.cut());
    }
    server.then(Answer.json(200, "{\"a\":1}"));
    AtomicInteger told = new AtomicInteger();
    JsonNode answer =
        transport.sendPatiently(
            Call.post("/jobs").json(Map.of("type", "noop")).idempotent(),
            JsonNode.class,
            Duration.ofMinutes(1),
            told::incrementAndGet);
    assertEquals(1, answer.get("a").asInt());
    assertEquals(1, told.get());
    assertEquals(2 * Transport.TRIES + 1, server.asked().size());
    assertEquals(1, server.asked().stream().map(Answerer.Asked::key).distinct().count());
  }

  @Test
  void patienceEnds() {
    for (int i = 0; i < 2 * Transport.TRIES; i++) {
      server.then(Answer.json(503, "{}"));
    }
    assertThrows(
        Problem.class,
        () ->
            transport.sendPatiently(Call.get("/things"), JsonNode.class, Duration.ZERO, () -> {}));
    assertEquals(Transport.TRIES, server.asked().size());
  }

  @Test
  void aRefusalNeedsNoPatience() {
    server.then(Answer.json(400, "{\"code\":\"bad\"}"));
    assertThrows(
        Problem.class,
        () ->
            transport.sendPatiently(
                Call.get("/things"), JsonNode.class, Duration.ofMinutes(1), () -> {}));
    assertEquals(1, server.asked().size());
  }

  @Test
  void whatMayNotBeRepeatedIsSentOnce() {
    server.then(Answer.json(503, "{}")).then(Answer.json(200, "{}"));
    assertThrows(
        Problem.class, () -> transport.send(Call.post("/things").json(Map.of()), JsonNode.class));
    assertEquals(1, server.asked().size());
  }

  @Test
  void queriesAreEncoded() throws InterruptedException {
    server.then(Answer.json(200, "{}"));
    transport.send(
        Call.get("/jobs").query("text", "a b&c").query("none", null).query("n", 1), JsonNode.class);
    assertEquals("GET /api/v1/jobs?text=a%20b%26c&n=1", server.asked().getFirst().line());
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatToDo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI nowhere = URI.create("http://127.0.0.1:" + free);
    try (Transport lost = new Transport(ClientSettings.of(nowhere, null))) {
      Problem problem =
          assertThrows(Problem.class, () -> lost.send(Call.get("/jobs"), JsonNode.class));
      assertEquals("server_unreachable", problem.code());
      assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
      assertTrue(problem.message().contains(nowhere.toString()), problem.message());
      assertTrue(problem.message().contains("devq up"), problem.message());
    }
  }

  @Test
  void aFileThatIsNotThereIsNoMatterOfTheServer() {
    Call call = Call.put("/things").file(Path.of("/nowhere/file"));
    assertEquals("no_such_file", assertThrows(Problem.class, () -> transport.send(call)).code());
  }

  @Test
  void anAnswerOfAnotherVersionIsToldSo() {
    server.then(Answer.json(200, "not json"));
    assertEquals("answer_unreadable", refused().code());
  }

  @Test
  void whatIsNoAddressIsRefused() {
    URI wrong = URI.create("localhost:7070");
    assertEquals(
        "invalid_server", assertThrows(Problem.class, () -> ClientSettings.of(wrong, null)).code());
  }
}
