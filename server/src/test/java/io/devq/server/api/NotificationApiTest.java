package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.devq.base.TimeSource;
import io.devq.protocol.Json;
import io.devq.server.Outside;
import io.devq.server.notify.MailSettings;
import io.devq.server.outbound.OutboundSettings;
import io.devq.server.outbound.Resolver;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A whole server, a receiver of webhooks beside it, and a mail server.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationApiTest {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /// A name that is of the Internet when it is looked at, and of this machine when it is used.
  private static final String TURNCOAT = "turncoat.example";

  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final AtomicInteger lookUps = new AtomicInteger();
  private final RunningServer server;
  private final Receiver receiver = new Receiver(0);

  NotificationApiTest(@TempDir Path folder) throws Exception {
    mail.start();
    Outside outside =
        new Outside(
            OutboundSettings.parse("127.0.0.1"),
            this::resolve,
            MailSettings.parse("smtp://127.0.0.1:" + mail.getSmtp().getPort(), "devq@example.org"));
    server = new RunningServer(folder.resolve("data"), outside);
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    if (!host.equals(TURNCOAT)) {
      return Resolver.SYSTEM.resolve(host);
    }
    byte[] address =
        lookUps.getAndIncrement() == 0 ? new byte[] {8, 8, 8, 8} : new byte[] {127, 0, 0, 2};
    return List.of(InetAddress.getByAddress(host, address));
  }

  @AfterAll
  void stop() {
    receiver.close();
    server.close();
    mail.stop();
  }

  private JsonNode created(String path, String json) throws Exception {
    HttpResponse<String> answer = server.post(path, json);
    assertEquals(201, answer.statusCode(), answer.body());
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < 1_200; i++) {
      if (condition.call()) {
        return;
      }
      TimeSource.system().sleep(LOOK_AGAIN);
    }
    throw new AssertionError(what + " did not come");
  }

  private String runOf(JsonNode job) {
    return job.path("id").asString("").replace("job_", "run_");
  }

  private JsonNode ended(String run) throws Exception {
    await(
        "the end of " + run,
        () -> !server.json("/api/v1/runs/" + run).path("finishedAt").isMissingNode());
    return server.json("/api/v1/runs/" + run);
  }

  private JsonNode deliveries() throws Exception {
    return server.json("/api/v1/runs?type=devq.notify&limit=200").path("items");
  }

  private String http(String path, String more) {
    return "{'type': 'http', 'payload': {'url': '" + receiver.url(path) + "'}" + more + "}";
  }

  @Test
  void aFailedRunIsToldToTheWebhookOfItsJob() throws Exception {
    String secret = created("/api/v1/notifications/secret", "{}").path("secret").asString("");
    assertTrue(secret.startsWith("whsec_"), secret);
    receiver.answer("/no", () -> 404);
    JsonNode job =
        created(
            "/api/v1/jobs",
            http(
                "/no",
                ", 'name': 'report', 'tags': {'team': 'a'}, 'notify': [{'on': ['failed'], 'webhook': '"
                    + receiver.url("/told")
                    + "'}]"));
    Receiver.Message told = receiver.next("/told");
    assertTrue(told.isSignedWith(secret), told::toString);
    assertFalse(told.isSignedWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    JsonNode event = told.json();
    assertEquals("run.failed", event.path("type").asString(""));
    JsonNode data = event.path("data");
    assertEquals(runOf(job), data.path("run").asString(""));
    assertEquals("report", data.path("name").asString(""));
    assertEquals("FAILED", data.path("state").asString(""));
    assertEquals("the answer was 404.", data.path("reason").asString(""));
    assertEquals("a", data.path("tags").path("team").asString(""));
    assertTrue(
        data.path("links").path("run").asString("").endsWith("/api/v1/runs/" + runOf(job)),
        data::toString);
    String renewed = created("/api/v1/notifications/secret", "{}").path("secret").asString("");
    created(
        "/api/v1/jobs",
        http(
            "/no", ", 'notify': [{'on': ['failed'], 'webhook': '" + receiver.url("/both") + "'}]"));
    Receiver.Message both = receiver.next("/both");
    assertTrue(
        both.isSignedWith(secret) && both.isSignedWith(renewed), "the old secret signs for a day");
  }

  @Test
  void aRequestIsAJob() throws Exception {
    receiver.answer("/yes", () -> 200);
    JsonNode job =
        created(
            "/api/v1/jobs",
            "{'type': 'http', 'payload': {'method': 'POST', 'url': '"
                + receiver.url("/yes?token=hush")
                + "', 'headers': {'Authorization': 'Bearer hush'}, 'body': {'n': 1}}}");
    Receiver.Message sent = receiver.next("/yes");
    assertEquals("{\"n\":1}", sent.body());
    assertEquals("Bearer hush", sent.header("authorization"));
    assertEquals("SUCCEEDED", ended(runOf(job)).path("state").asString(""));
    JsonNode result = server.json("/api/v1/runs/" + runOf(job) + "/result");
    assertEquals(200, result.path("status").asInt(), result::toString);
    assertEquals("{\"said\":\"yes\"}", result.path("body").asString(""));
    String log = server.get("/api/v1/runs/" + runOf(job) + "/log").body();
    assertTrue(log.contains("POST http://127.0.0.1") && log.contains("-> 200"), log);
    assertFalse(log.contains("hush"), log);
  }

  @Test
  void aRedirectIsAFailureAndIsNotFollowed() throws Exception {
    receiver.answer("/moved", () -> 302);
    JsonNode run = ended(runOf(created("/api/v1/jobs", http("/moved", ""))));
    assertEquals("FAILED", run.path("state").asString(""));
    assertTrue(
        run.path("reason").asString("").contains("redirects are not followed"), run::toString);
  }

  @Test
  void aBusyServerIsAskedAgainAfterABoundedWhile() throws Exception {
    receiver.answer("/busy", () -> 429);
    String run = runOf(created("/api/v1/jobs", http("/busy", "")));
    await(
        "the next attempt",
        () -> server.json("/api/v1/runs/" + run).path("state").asString("").equals("RETRYING"));
    JsonNode waiting = server.json("/api/v1/runs/" + run);
    Duration wait =
        Duration.between(
            Instant.parse(waiting.path("createdAt").asString("")),
            Instant.parse(waiting.path("dueAt").asString("")));
    assertTrue(
        wait.compareTo(Duration.ofMinutes(59)) > 0 && wait.compareTo(Duration.ofMinutes(62)) < 0,
        wait::toString);
  }

  @Test
  void aReceiverThatWasDownIsToldWhenItIsUp() throws Exception {
    int port;
    try (Receiver brief = new Receiver(0)) {
      port = brief.port();
    }
    created(
        "/api/v1/jobs",
        "{'type': 'noop', 'notify': [{'on': ['succeeded'], 'webhook': 'http://127.0.0.1:"
            + port
            + "/late'}]}");
    await("the first attempt", () -> retrying(port));
    try (Receiver late = new Receiver(port)) {
      Receiver.Message told = late.next("/late");
      assertEquals("run.succeeded", told.json().path("type").asString(""));
      JsonNode delivery = ended(told.header("webhook-id"));
      assertEquals("SUCCEEDED", delivery.path("state").asString(""));
      assertEquals(2, delivery.path("attempt").asInt());
    }
  }

  private boolean retrying(int port) throws Exception {
    for (JsonNode delivery : deliveries()) {
      boolean waits = delivery.path("state").asString("").equals("RETRYING");
      if (waits
          && server
              .json("/api/v1/jobs/" + delivery.path("jobId").asString(""))
              .toString()
              .contains(":" + port + "/")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whoIsGoneIsLeftAloneAndNobodyIsToldOfThat() throws Exception {
    receiver.answer("/gone", () -> 410);
    String gone = receiver.url("/gone");
    JsonNode rule =
        created(
            "/api/v1/notifications",
            "{'on': ['failed'], 'filter': {'name': 'gone-*'}, 'webhook': '" + gone + "'}");
    JsonNode everything =
        created(
            "/api/v1/notifications",
            "{'on': ['failed'], 'filter': {'type': 'devq.notify'}, 'webhook': '"
                + receiver.url("/loop")
                + "'}");
    receiver.answer("/never", () -> 404);
    created("/api/v1/jobs", http("/never", ", 'name': 'gone-1'"));
    String delivery = receiver.next("/gone").header("webhook-id");
    assertEquals("FAILED", ended(delivery).path("state").asString(""));
    JsonNode stopped = server.json("/api/v1/notifications/stopped").path("items");
    assertEquals(gone, stopped.path(0).path("webhook").asString(""), stopped::toString);
    var _ = ended(runOf(created("/api/v1/jobs", http("/never", ", 'name': 'gone-2'"))));
    assertEquals(0, receiver.waiting("/gone"));
    assertEquals(
        204,
        server
            .post("/api/v1/notifications/stopped/resume", "{'webhook': '" + gone + "'}")
            .statusCode());
    var _ = ended(runOf(created("/api/v1/jobs", http("/never", ", 'name': 'gone-3'"))));
    var _ = receiver.next("/gone");
    assertEquals(0, receiver.waiting("/loop"), "a notification about a notification");
    for (JsonNode one : List.of(rule, everything)) {
      assertEquals(
          204,
          server
              .send("DELETE", "/api/v1/notifications/" + one.path("id").asString(""), "")
              .statusCode());
    }
    assertEquals(
        404,
        server
            .send("DELETE", "/api/v1/notifications/" + rule.path("id").asString(""), "")
            .statusCode());
  }

  @Test
  void aJobThatFailedAndSucceedsAgainHasRecovered() throws Exception {
    AtomicInteger status = new AtomicInteger(404);
    receiver.answer("/flaky", status::get);
    String job =
        created(
                "/api/v1/jobs",
                http(
                    "/flaky",
                    ", 'name': 'flaky', 'schedule': {'cron': '0 0 1 1 *'}, 'notify': [{'on': ['succeeded', 'recovered'], 'webhook': '"
                        + receiver.url("/well")
                        + "'}]"))
            .path("id")
            .asString("");
    var _ = ended(created("/api/v1/jobs/" + job + "/trigger", "{}").path("id").asString(""));
    status.set(204);
    var _ = ended(created("/api/v1/jobs/" + job + "/trigger", "{}").path("id").asString(""));
    assertEquals("run.recovered", receiver.next("/well").json().path("type").asString(""));
    var _ = ended(created("/api/v1/jobs/" + job + "/trigger", "{}").path("id").asString(""));
    assertEquals("run.succeeded", receiver.next("/well").json().path("type").asString(""));
  }

  @Test
  void whoeverWantsToHearOfDeadlinesDoes() throws Exception {
    String late =
        created(
                "/api/v1/jobs",
                "{'type': 'nobody', 'finishWithin': 'PT1S', 'notify': [{'on': ['late'], 'webhook': '"
                    + receiver.url("/slow")
                    + "'}]}")
            .path("id")
            .asString("");
    JsonNode told = receiver.next("/slow").json();
    assertEquals("run.late", told.path("type").asString(""));
    assertEquals(late, told.path("data").path("job").asString(""));
    String missed =
        created(
                "/api/v1/jobs",
                "{'type': 'noop', 'name': 'rare', 'schedule': {'cron': '0 0 1 1 *'},"
                    + " 'mustSucceedWithin': 'PT2S', 'notify': [{'on': ['missed', 'recovered'],"
                    + " 'webhook': '"
                    + receiver.url("/rare")
                    + "'}]}")
            .path("id")
            .asString("");
    assertEquals("job.missed", receiver.next("/rare").json().path("type").asString(""));
    created("/api/v1/jobs/" + missed + "/trigger", "{}");
    JsonNode again = receiver.next("/rare").json();
    assertEquals("run.recovered", again.path("type").asString(""), again::toString);
    assertEquals(missed, again.path("data").path("job").asString(""));
  }

  @Test
  void aPersonIsTold() throws Exception {
    created(
        "/api/v1/notifications",
        "{'on': ['failed'], 'filter': {'name': 'nightly*'}, 'email': 'ana@example.org'}");
    receiver.answer("/never", () -> 404);
    created("/api/v1/jobs", http("/never", ", 'name': 'nightly \u202e ☃'"));
    await("a mail", () -> mail.getReceivedMessages().length == 1);
    MimeMessage letter = mail.getReceivedMessages()[0];
    assertEquals("[DevQ] nightly   ☃ failed", letter.getSubject());
    assertEquals("ana@example.org", letter.getAllRecipients()[0].toString());
    assertTrue(letter.getContentType().startsWith("text/plain"), letter.getContentType());
    assertTrue(
        letter.getContent().toString().contains("the answer was 404."),
        letter.getContent()::toString);
    assertEquals("auto-generated", letter.getHeader("Auto-Submitted")[0]);
  }

  @Test
  void aRuleCanBeTried() throws Exception {
    JsonNode rule =
        created(
            "/api/v1/notifications",
            "{'on': ['late'], 'webhook': '" + receiver.url("/tried") + "'}");
    JsonNode run = created("/api/v1/notifications/" + rule.path("id").asString("") + "/test", "");
    Receiver.Message told = receiver.next("/tried");
    assertEquals(run.path("id").asString(""), told.header("webhook-id"));
    assertEquals("test", told.json().path("type").asString(""));
    assertTrue(server.json("/api/v1/notifications").path("items").toString().contains("/tried"));
  }

  @Test
  void aNameThatChangesItsMindIsRefusedWhenItIsUsed() throws Exception {
    lookUps.set(0);
    JsonNode run =
        ended(
            runOf(
                created(
                    "/api/v1/jobs",
                    "{'type': 'http', 'payload': {'url': 'http://" + TURNCOAT + "/'}}")));
    assertEquals("FAILED", run.path("state").asString(""));
    assertTrue(run.path("reason").asString("").contains("DEVQ_OUTBOUND_ALLOW"), run::toString);
    assertEquals(2, lookUps.get(), "looked up once when submitted, once when sent");
  }

  @Test
  void aWebhookThatChangesItsMindIsRefusedWhenItIsUsed() throws Exception {
    lookUps.set(0);
    var _ =
        created(
            "/api/v1/jobs",
            "{'type': 'noop', 'notify': [{'on': ['succeeded'], 'webhook': 'http://"
                + TURNCOAT
                + "/'}]}");
    await("the refusal", () -> deliveries().toString().contains("DEVQ_OUTBOUND_ALLOW"));
    assertEquals(2, lookUps.get());
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest, blocked_address",
    "http://10.0.0.1/, blocked_address",
    "http://0/, blocked_address",
    "http://[fc00::1]/, blocked_address",
    "http://metadata.google.internal/, blocked_address",
    "http://127.0.0.1:6379/, refused_port",
    "http://127.0.0.1:99999/, refused_port",
    "file:///etc/passwd, invalid_url",
    "gopher://example.org/, invalid_url",
    "//example.org/x, invalid_url",
    "http://ana:secret@example.org/, invalid_url"
  })
  void anAddressThatIsNotOfTheInternetIsRefusedAtOnce(String url, String code) throws Exception {
    for (String body :
        List.of(
            "{'type': 'http', 'payload': {'url': '" + url + "'}}",
            "{'type': 'noop', 'notify': [{'on': ['failed'], 'webhook': '" + url + "'}]}")) {
      HttpResponse<String> answer = server.post("/api/v1/jobs", body);
      assertEquals(400, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("\"" + code + "\""), answer.body());
    }
    HttpResponse<String> rule =
        server.post("/api/v1/notifications", "{'on': ['failed'], 'webhook': '" + url + "'}");
    assertTrue(rule.body().contains("\"" + code + "\""), rule.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'on': [], 'email': 'a@example.org'} | invalid_notify",
        "{'on': ['failed']} | invalid_notify",
        "{'on': ['failed'], 'email': 'a@example.org', 'webhook': 'http://127.0.0.1/'} | invalid_notify",
        "{'on': ['exploded'], 'email': 'a@example.org'} | invalid_choice",
        "{'on': ['failed'], 'email': 'a@example.org, b@example.org'} | invalid_email",
        "{'on': ['failed'], 'email': 'Ana <a@example.org>'} | invalid_email",
        "{'on': ['failed'], 'emial': 'a@example.org'} | unknown_field"
      })
  void aRuleThatMakesNoSenseIsRefused(String json, String code) throws Exception {
    HttpResponse<String> answer = server.post("/api/v1/notifications", json);
    assertEquals(400, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"" + code + "\""), answer.body());
  }

  @Test
  void typesOfDevqItselfAreNotSubmittedFromOutside() throws Exception {
    HttpResponse<String> answer = server.post("/api/v1/jobs", "{'type': 'devq.notify'}");
    assertTrue(answer.body().contains("reserved_type"), answer.body());
  }
}
