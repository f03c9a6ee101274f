package io.devq.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.protocol.Views.ProblemDetails;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {

  record Order(String what, int count, Duration within) {}

  enum Size {
    SMALL,
    LARGE
  }

  private static final Front FRONT = front();

  private static Front front() {
    return new Front(
        Route.post("/api/v1/orders", Role.OPERATOR, "Orders", HttpServerTest::order)
            .takes(Order.class)
            .gives(201, Order.class),
        Route.get("/api/v1/orders/{id}", Role.VIEWER, "Shows", HttpServerTest::show)
            .query("limit", Integer.class, "How many")
            .query("size", Size.class, "How large")
            .query("age", Duration.class, "How old")
            .gives(200, Map.class, String.class, Object.class),
        Route.put("/api/v1/bytes", Role.WORKER, "Takes bytes", HttpServerTest::count)
            .takesBytes("application/octet-stream", 100_000)
            .gives(200, Long.class),
        Route.get(
            "/broken",
            Role.ANYONE,
            "Fails",
            _ -> {
              throw new IllegalStateException("the secret reason");
            }),
        Route.get("/tagged", Role.ANYONE, "Has a tag", _ -> Response.text(200, "hello").etag("v1")),
        Route.get(
            "/cut",
            Role.ANYONE,
            "Breaks off",
            _ -> Response.stream("text/plain", HttpServerTest::cut)));
  }

  private static void cut(java.io.OutputStream out) throws IOException {
    out.write("half".getBytes(StandardCharsets.UTF_8));
    out.flush();
    throw new IllegalStateException("the source broke");
  }

  private static Response order(Request request) throws IOException {
    Order order = request.json(Order.class);
    return Response.created("/api/v1/orders/1", order);
  }

  private static Response show(Request request) {
    return Response.json(
        Map.of(
            "id", request.parameter("id", JobId::parse),
            "limit", request.query().integer("limit", 20, 1, 200),
            "size", request.query().constant("size", Size.class).orElse(Size.SMALL),
            "age", request.query().duration("age").orElse(Duration.ZERO),
            "who", request.principal().name(),
            "project", request.project()));
  }

  private static Response count(Request request) throws IOException {
    try (var body = request.body()) {
      return Response.json(body.transferTo(java.io.OutputStream.nullOutputStream()));
    }
  }

  @BeforeAll
  void isReady() {
    assertTrue(FRONT.server().port() > 0);
  }

  @AfterAll
  void stop() {
    FRONT.close();
  }

  @Test
  void readsARecordAndAnswersWithOne() {
    HttpResponse<String> response =
        FRONT.post("/api/v1/orders", "{\"what\":\"tea\",\"count\":2,\"within\":\"5m\"}");
    assertEquals(201, response.statusCode());
    assertEquals("{\"what\":\"tea\",\"count\":2,\"within\":\"PT5M\"}", response.body());
    assertEquals("/api/v1/orders/1", response.headers().firstValue("Location").orElseThrow());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
  }

  @Test
  void namesTheFieldThatIsWrong() {
    HttpResponse<String> response =
        FRONT.post("/api/v1/orders", "{\"what\":\"tea\",\"count\":2,\"within\":\"soon\"}");
    ProblemDetails problem = Front.problem(response);
    assertEquals(400, response.statusCode());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
    assertEquals("invalid_duration", problem.code());
    assertEquals("/within", problem.pointer());
    assertEquals("/docs/problems/invalid_duration", problem.type());
    assertEquals(400, problem.status());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?limt=3, 400, unknown_parameter",
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?limit=0, 400, invalid_parameter",
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?limit=1&limit=2, 400, repeated_parameter",
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?size=huge, 400, invalid_parameter",
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?age=old, 400, invalid_duration",
    "/api/v1/orders/nonsense, 400, invalid_id",
    "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?project=other, 404, unknown_project",
    "/api/v1/nothing, 404, unknown_path",
    "/api/v1/orders, 405, method_not_allowed",
    "/broken, 500, internal",
    "/a%2e%2e/%2e%2e/secret, 404, unknown_path",
  })
  void explainsWhatCannotBeDone(String path, int status, String code) {
    HttpResponse<String> response = FRONT.get(path);
    assertEquals(status, response.statusCode(), response::body);
    assertEquals(code, Front.problem(response).code());
  }

  @Test
  void readsTypedParameters() {
    HttpResponse<String> response =
        FRONT.get(
            "/api/v1/orders/job_06e1q5v3ws0m2r7k8g4n9x1c2b?limit=7&size=large&age=1h&project=default");
    assertEquals(200, response.statusCode(), response::body);
    assertTrue(response.body().contains("\"limit\":7"), response::body);
    assertTrue(response.body().contains("\"size\":\"LARGE\""), response::body);
    assertTrue(response.body().contains("\"age\":\"PT1H\""), response::body);
  }

  @Test
  void saysWhichMethodsAreAllowed() {
    assertTrue(
        FRONT.get("/api/v1/orders").headers().firstValue("Allow").orElse("").contains("POST"));
  }

  @Test
  void hidesTheReasonOfAnUnexpectedFailureButNamesIt() {
    HttpResponse<String> response = FRONT.get("/broken");
    assertFalse(response.body().contains("secret"), response::body);
    assertTrue(String.valueOf(Front.problem(response).instance()).startsWith("urn:uuid:"));
  }

  @ParameterizedTest
  @CsvSource({"viewer,403", "operator,201", "admin,201", "worker,403", "host,403"})
  void asksForTheRoleOfTheRoute(String role, int status) {
    HttpResponse<String> response =
        FRONT.send(
            FRONT
                .to("/api/v1/orders")
                .setHeader("Authorization", "Bearer " + role)
                .POST(BodyPublishers.ofString("{\"what\":\"tea\",\"count\":2,\"within\":\"5m\"}")));
    assertEquals(status, response.statusCode());
  }

  @Test
  void asksWhoEverIsNotKnownToSignIn() {
    HttpResponse<String> response =
        FRONT.send(HttpRequest.newBuilder(FRONT.to("/api/v1/orders/x").build().uri()));
    assertEquals(401, response.statusCode());
    assertTrue(
        response.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Bearer"));
  }

  @Test
  void refusesABodyOfAnotherKind() {
    HttpResponse<String> response =
        FRONT.send(
            FRONT
                .to("/api/v1/orders")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
    assertEquals(415, response.statusCode());
  }

  @Test
  void takesABodyUpToItsLimit() {
    assertEquals("100000", put(BodyPublishers.ofByteArray(new byte[100_000])).body());
  }

  @Test
  void refusesALargerBodyAlsoWhenItsLengthIsNotAnnounced() {
    HttpResponse<String> announced = put(BodyPublishers.ofByteArray(new byte[100_001]));
    HttpResponse<String> chunked =
        put(
            BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(new byte[100_001])));
    assertEquals(413, announced.statusCode());
    assertEquals(413, chunked.statusCode());
    assertEquals("body_too_large", Front.problem(chunked).code());
  }

  @RepeatedTest(20)
  void tellsAClientThatIsStillSendingWhyItIsRefused() {
    assertEquals(413, put(BodyPublishers.ofByteArray(new byte[900_000])).statusCode());
  }

  private static HttpResponse<String> put(HttpRequest.BodyPublisher body) {
    return FRONT.send(FRONT.to("/api/v1/bytes").PUT(body));
  }

  @Test
  void refusesAHeaderThatIsTooLarge() {
    HttpResponse<String> response =
        FRONT.send(FRONT.to("/tagged").header("X-Large", "x".repeat(20_000)));
    assertEquals(431, response.statusCode());
    assertEquals("header_too_large", Front.problem(response).code());
  }

  @Test
  void sendsNothingThatTheClientHas() {
    HttpResponse<String> fresh = FRONT.get("/tagged");
    HttpResponse<String> again =
        FRONT.send(FRONT.to("/tagged").header("If-None-Match", "\"v0\", W/\"v1\""));
    assertEquals("\"v1\"", fresh.headers().firstValue("ETag").orElseThrow());
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
  }

  @Test
  void answersHeadWithoutABody() {
    HttpResponse<String> response =
        FRONT.send(FRONT.to("/tagged").method("HEAD", BodyPublishers.noBody()));
    assertEquals(200, response.statusCode());
    assertEquals("5", response.headers().firstValue("Content-Length").orElseThrow());
  }

  @Test
  void breaksTheConnectionWhenAnAnswerCannotBeFinished() {
    assertThrows(java.io.UncheckedIOException.class, () -> FRONT.get("/cut"));
  }

  @Test
  void everyAnswerCarriesTheSecurityHeadersAndNoBanner() {
    for (String path : new String[] {"/tagged", "/nothing", "/broken", "/openapi.json"}) {
      var headers = FRONT.get(path).headers();
      assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""), path);
      assertTrue(headers.firstValue("Content-Security-Policy").orElse("").contains("'none'"), path);
      assertTrue(headers.firstValue("Server").isEmpty(), path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET\u0001 / HTTP/1.1", "GET /\u0000 HTTP/1.1", "GET / HTTP/7"})
  void answersWhatIsNoHttpWithAProblem(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), FRONT.server().port())) {
      String request = line + "\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.matches("(?s)HTTP/1.1 (400|505).*\"code\":\"bad_request\".*"), answer);
      assertFalse(answer.contains("Jetty"), answer);
    }
  }

  private static java.util.logging.Handler collector(List<LogRecord> logged) {
    return new java.util.logging.Handler() {
      @Override
      public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
          logged.add(record);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void saysWhatToDoWhenThePortIsTakenAndLogsNothingBeside() {
    HttpServer second =
        new HttpServer(
            HttpSettings.local(FRONT.server().port()),
            List.of(),
            _ -> {
              throw new AssertionError("nobody asks");
            });
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Logger root = Logger.getLogger("");
    java.util.logging.Handler collector = collector(logged);
    root.addHandler(collector);
    try {
      Problem problem = assertThrows(Problem.class, second::start);
      assertEquals("port_in_use", problem.code());
      assertTrue(problem.message().contains("--port"), problem::message);
    } finally {
      root.removeHandler(collector);
    }
    assertEquals(List.of(), logged.stream().map(LogRecord::getMessage).toList());
  }

  @Test
  void refusesTwoRoutesForTheSameRequests() {
    Route one = Route.get("/a/{x}", Role.ANYONE, "One", _ -> Response.done());
    Route two = Route.get("/a/{y}", Role.ANYONE, "Two", _ -> Response.done());
    assertThrows(IllegalArgumentException.class, () -> new Front(one, two));
  }
}
