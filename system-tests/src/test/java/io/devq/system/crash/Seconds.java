package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.JobApi;
import io.devq.protocol.Views;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.type.TypeReference;

/// A cron job that is due each second, and the ledger that says what became of each.
record Seconds(DevqClient client, JobId job) {

  private static final TypeReference<Views.Page<Views.Occurrence>> LEDGER =
      new TypeReference<>() {};
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// How long after its creation the first second may be, with some room for a slow machine.
  private static final Duration BEGINS_WITHIN = Duration.ofSeconds(3);

  /// Lets it fire no more, waits for the runs it has, and checks that each second since its
  /// creation has exactly one fate, and that each run that was to be has succeeded.
  void assertAccountedFor(Scene scene) throws IOException, InterruptedException {
    Instant resumed = ledger().getLast().to();
    scene.await("a firing after the restart", () -> ledger().getLast().from().isAfter(resumed));
    Views.Job paused = client.jobs().pause(job);
    scene.await("the end of its runs", () -> running() == 0);
    List<Views.Occurrence> ledger = ledger();
    Instant next = ledger.getFirst().from();
    assertFalse(
        next.isAfter(paused.createdAt().plus(BEGINS_WITHIN)), () -> "begins late: " + ledger);
    for (Views.Occurrence fate : ledger) {
      assertEquals(next, fate.from(), () -> "a second is lost or doubled in " + ledger);
      next = fate.to().plus(SECOND);
      assertEquals(Duration.between(fate.from(), next).toSeconds(), fate.count());
      if (fate.fate().equals("run")) {
        Views.Run run = client.jobs().run(Objects.requireNonNull(fate.runId()));
        assertEquals("SUCCEEDED", run.state(), run::toString);
        assertTrue(scene.witness().ends(run.id().text()) >= 1, () -> "never ran: " + run);
      } else {
        assertNotNull(fate.reason());
      }
    }
  }

  private long running() throws InterruptedException {
    return client.jobs().runs(job, JobApi.Filter.ALL).items().stream()
        .filter(run -> run.finishedAt() == null)
        .count();
  }

  private List<Views.Occurrence> ledger() throws InterruptedException {
    Call call = Call.get("/jobs/" + job.text() + "/occurrences").query("limit", 200);
    return client.transport().send(call, LEDGER).items().stream()
        .sorted(Comparator.comparing(Views.Occurrence::from))
        .toList();
  }
}
