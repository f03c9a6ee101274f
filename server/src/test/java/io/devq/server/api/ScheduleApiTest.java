package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.client.DevqClient;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Somebody looks when a schedule would fire before setting it, and at the nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleApiTest {

  private final RunningServer server;
  private final DevqClient client;

  ScheduleApiTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
    client = server.client();
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private Schedules.Preview preview(String cron, @Nullable String zone, @Nullable Integer count)
      throws InterruptedException {
    Views.Schedule schedule = Views.Schedule.with().cron(cron).zone(zone).build();
    return client
        .jobs()
        .preview(new Schedules.Ask(schedule, Instant.parse("2026-03-01T00:00:00Z"), count, null));
  }

  @Test
  void aPreviewCrossesTheNextClockChange() throws Exception {
    Schedules.Preview preview = preview("30 2 * * sun", "Europe/Madrid", 2);
    assertEquals("2026-03-01T02:30:00+01:00", preview.next().getFirst().local());
    Schedules.ClockChange change = Objects.requireNonNull(preview.change());
    assertEquals("missing", change.kind());
    assertEquals("2026-03-29T02:00:00", change.from());
    Schedules.Firing moved = change.around().get(2);
    assertEquals(Instant.parse("2026-03-29T01:00:00Z"), moved.at());
    assertTrue(Objects.requireNonNull(moved.note()).contains("does not exist"));
  }

  @Test
  void withoutAZoneItIsUtcAndTenFirings() throws Exception {
    Schedules.Preview preview = preview("@hourly", null, null);
    assertEquals("UTC", preview.zone());
    assertEquals(10, preview.next().size());
    assertEquals("2026-03-01T01:00:00Z", preview.next().getFirst().local());
  }

  @Test
  void whatIsWrongIsNamed() {
    Problem field = assertThrows(Problem.class, () -> preview("0 25 * * *", null, null));
    assertTrue(field.message().contains("field 2, the hour, is \"25\""), field.message());
    assertEquals("/schedule/cron", field.pointer());
    Problem zone = assertThrows(Problem.class, () -> preview("@daily", "Europe/Madird", null));
    assertTrue(zone.message().contains("Europe/Madrid"), zone.message());
    assertEquals("/schedule/zone", zone.pointer());
    assertEquals("/count", assertThrows(Problem.class, () -> preview("@daily", null, 0)).pointer());
  }

  @Test
  void aScheduleThatFiresOnceHasNothingToPreview() throws Exception {
    var answer = server.post("/api/v1/schedules/preview", "{'schedule': {'delay': '5m'}}");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("invalid_schedule"), answer.body());
  }

  @Test
  void theNodeIsListedWithItsShards() throws Exception {
    var nodes = server.json("/api/v1/nodes").path("items");
    assertEquals(1, nodes.size());
    assertTrue(nodes.path(0).path("id").asString("").startsWith("node_"));
    assertTrue(nodes.path(0).path("shards").asInt() > 0);
  }
}
