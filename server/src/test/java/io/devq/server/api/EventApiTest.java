package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.EventStream;
import io.devq.protocol.Json;
import io.devq.protocol.RunEvents;
import io.devq.protocol.Views;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody watches what happens.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class EventApiTest {

  private final RunningServer server;
  private final DevqClient client;

  EventApiTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
    client = server.client();
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private EventStream open(String query, @Nullable String lastId) throws InterruptedException {
    Call call = Call.get("/events" + query).header("Accept", "text/event-stream").once();
    return new EventStream(
        client.transport().open(lastId == null ? call : call.header("Last-Event-ID", lastId)));
  }

  private RunId run(String queue) throws InterruptedException {
    Views.NewJob wanted =
        Json.strict()
            .read("{\"type\": \"noop\", \"queue\": \"" + queue + "\"}", Views.NewJob.class);
    RunId run = new RunId(client.jobs().submit(wanted).id().value());
    assertEquals("SUCCEEDED", client.jobs().await(run).state());
    return run;
  }

  private static EventStream.Event next(EventStream events) throws Exception {
    EventStream.Event event = events.next();
    assertNotNull(event);
    return event;
  }

  private static RunEvents.Change change(EventStream.Event event) {
    assertEquals(RunEvents.RUN, event.name(), event.data());
    return Json.strict().read(event.data(), RunEvents.Change.class);
  }

  @Test
  void aRunIsSeenToBeginAndToEnd() throws Exception {
    try (EventStream events = open("?queue=seen", null)) {
      var _ = run("unseen");
      RunId run = run("seen");
      RunEvents.Change begin = change(next(events));
      assertEquals(run, begin.runId());
      assertEquals("CLAIMED", begin.state());
      assertEquals(1, begin.attempt());
      RunEvents.Change end = change(next(events));
      assertEquals(run, end.runId());
      assertEquals("SUCCEEDED", end.state());
    }
  }

  @Test
  void aReaderThatLostTheStreamMissesNothing() throws Exception {
    String last;
    try (EventStream events = open("?queue=lost", null)) {
      var _ = run("lost");
      last = next(events).id();
    }
    List<RunId> meanwhile = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      meanwhile.add(run("lost"));
    }
    List<String> states = new ArrayList<>();
    List<RunId> ended = new ArrayList<>();
    try (EventStream events = open("?queue=lost", last)) {
      while (ended.size() < 4) {
        RunEvents.Change change = change(next(events));
        states.add(change.state());
        if (change.state().equals("SUCCEEDED")) {
          ended.add(change.runId());
        }
      }
    }
    assertEquals(meanwhile, ended.subList(1, 4));
    assertEquals(7, states.size());
  }

  @Test
  void aReaderFromAnotherLifeIsToldToLookAnew() throws Exception {
    for (String id : List.of("node_00000000000000000000000000:5", "nonsense")) {
      try (EventStream events = open("", id)) {
        EventStream.Event gap = next(events);
        assertEquals(RunEvents.GAP, gap.name());
        assertTrue(gap.data().contains("anew"), gap.data());
      }
    }
  }

  @Test
  void aReaderThatIsTooFarBehindIsToldOfTheGap() throws Exception {
    var _ = run("behind");
    String life = server.json("/api/v1/nodes").path("items").path(0).path("id").asString("");
    try (EventStream events = open("", life + ":999999999")) {
      assertEquals(RunEvents.GAP, next(events).name());
    }
  }

  @Test
  void theStatsTellHowTheProjectStands() throws Exception {
    Views.Stats stats = Json.strict().read(server.get("/api/v1/stats").body(), Views.Stats.class);
    assertEquals(1, stats.nodes());
    assertTrue(stats.workers() >= 1, stats::toString);
    assertTrue(stats.slots() >= stats.busy(), stats::toString);
    assertEquals(0, stats.hosts());
    var submitted = server.post("/api/v1/jobs", "{'type': 'nobody-does-this', 'queue': 'stand'}");
    assertEquals(201, submitted.statusCode());
    while (server.json("/api/v1/stats").path("queued").asLong() < 1) {
      Thread.onSpinWait();
    }
  }
}
