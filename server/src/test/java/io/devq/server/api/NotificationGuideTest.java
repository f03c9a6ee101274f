package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import io.devq.server.Outside;
import io.devq.server.outbound.OutboundSettings;
import io.devq.server.outbound.Resolver;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The receiver that the guide shows is a program that works.
@Timeout(180)
class NotificationGuideTest {

  private static final Path GUIDE = Path.of("../docs/notifications.md");

  @TempDir private Path folder;

  @Test
  void theReceiverOfTheGuideTakesOurMessagesAndNoOthers() throws Exception {
    String guide = Files.readString(GUIDE);
    String program = guide.split("```java\n", 2)[1].split("```", 2)[0];
    Path source = Files.writeString(folder.resolve("Receiver.java"), program);
    Outside outside = new Outside(OutboundSettings.parse("127.0.0.1"), Resolver.SYSTEM, null);
    try (RunningServer server = new RunningServer(folder.resolve("data"), outside)) {
      String secret =
          Json.tolerant()
              .read(server.post("/api/v1/notifications/secret", "").body(), JsonNode.class)
              .path("secret")
              .asString("");
      Process receiver =
          new ProcessBuilder(java(), source.toString(), "0", secret)
              .redirectErrorStream(true)
              .start();
      try (BufferedReader said = receiver.inputReader()) {
        assertHears(server, said);
      } finally {
        receiver.destroyForcibly();
      }
    }
  }

  private static void assertHears(RunningServer server, BufferedReader said) throws Exception {
    String port = said.readLine().replaceAll(".* ", "");
    String webhook = "http://127.0.0.1:" + port + "/";
    String job =
        "{'type': 'noop', 'name': 'told', 'notify': [{'on': ['succeeded'], 'webhook': '"
            + webhook
            + "'}]}";
    assertEquals(201, server.post("/api/v1/jobs", job).statusCode());
    JsonNode event = Json.tolerant().read(said.readLine(), JsonNode.class);
    assertEquals("run.succeeded", event.path("type").asString(""), event::toString);
    assertEquals(401, forged(webhook));
    assertEquals("refused", said.readLine());
    for (String field :
        List.of(
            "project", "job", "run", "name", "jobType", "queue", "state", "dueAt", "endedAt",
            "links")) {
      assertTrue(event.path("data").has(field), field);
    }
  }

  private static int forged(String webhook) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(webhook))
              .header("webhook-id", "run_1")
              .header("webhook-timestamp", "1614265330")
              .header("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
