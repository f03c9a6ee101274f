package io.devq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.client.Answerer.Answer;
import io.devq.protocol.Json;
import io.devq.protocol.LogEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogApiTest {

  private static final RunId RUN = RunId.parse("run_00000000000000000000000001");
  private static final String ENDED =
      """
      {"id":"run_00000000000000000000000001","jobId":"job_00000000000000000000000001",
      "project":"default","type":"shell","queue":"default","lane":"one","state":"SUCCEEDED",
      "priority":5,"attempt":1,"maxAttempts":3,"dueAt":"2026-01-01T00:00:00Z",
      "createdAt":"2026-01-01T00:00:00Z","log":{"bytes":8,"complete":true},"shard":0}
      """;

  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Answerer server;
  private DevqClient client;

  @BeforeEach
  void start() throws IOException {
    server = new Answerer();
    client = new DevqClient(ClientSettings.of(server.uri(), null));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static String piece(int attempt, long offset, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String data = Json.strict().text(new LogEvents.Piece(attempt, offset, base64));
    String id = LogEvents.id(attempt, offset + bytes.length);
    return "event: log\nid: " + id + "\ndata: " + data + "\n\n";
  }

  private static String end() {
    return "event: end\ndata: {\"state\":\"SUCCEEDED\"}\n\n";
  }

  private static Answer events(String body) {
    return new Answer(200, "text/event-stream", body);
  }

  private String follow() throws IOException, InterruptedException {
    client.logs().follow(RUN, (_, bytes) -> read.write(bytes));
    return read.toString(UTF_8);
  }

  @Test
  void followingEndsWithTheRun() throws Exception {
    server.then(events(": hello\n\n" + piece(1, 0, "one\n") + piece(1, 4, "two\n") + end()));
    server.then(Answer.json(200, ENDED));
    assertEquals("one\ntwo\n", follow());
  }

  @Test
  void aBrokenConnectionIsResumedWhereItBroke() throws Exception {
    server.then(events(piece(1, 0, "one\n") + "event: log\nid: 1:8\ndata: {\"att"));
    server.then(Answer.cut());
    server.then(events(piece(1, 2, "e\ntwo\n") + end()));
    server.then(Answer.json(200, ENDED));
    assertEquals("one\ntwo\n", follow());
    assertEquals("1:4", server.asked().get(2).lastEvent());
  }

  @Test
  void anotherAttemptBeginsAnew() throws Exception {
    server.then(events(piece(1, 0, "one\n") + piece(2, 0, "again\n") + end()));
    server.then(Answer.json(200, ENDED));
    assertEquals("one\nagain\n", follow());
  }

  @Test
  void aRunThatIsNotThereIsToldAtOnce() {
    server.then(Answer.json(404, "{\"code\":\"unknown_run\"}"));
    assertEquals("unknown_run", assertThrows(Problem.class, this::follow).code());
  }
}
