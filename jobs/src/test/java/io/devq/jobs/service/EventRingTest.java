package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.IdSource;
import io.devq.base.NodeId;
import io.devq.base.TimeSource;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunState;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventRingTest {

  private static final String PROJECT = "default";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final IdSource IDS = new IdSource(TimeSource.system());
  private static final EngineFixture FIXTURE = new EngineFixture(EngineSettings.DEFAULT, Map.of());

  @AfterAll
  static void stop() {
    FIXTURE.close();
  }

  private final EventRing ring =
      new EventRing(
          new NodeId(IDS.next()),
          Stores.of(FIXTURE.database).catalog(),
          new DatabaseTime(TimeSource.system()));

  private static EventRing.Change change(int project) {
    Lane lane = Lane.of(1, Lane.Kind.ONE_TIME, 5);
    LiveRun run =
        new LiveRun(
            0,
            lane,
            IDS.next(0),
            Instant.EPOCH,
            project,
            null,
            null,
            1,
            0,
            0,
            Instant.EPOCH,
            JobSpec.of("test", "{}"),
            LiveRun.Gate.OPEN,
            false);
    return new EventRing.Change(run, RunState.SUCCEEDED, 1);
  }

  private void add(int count) {
    ring.add(Collections.nCopies(count, change(1)));
  }

  @Test
  void aReaderGetsEachEventOnceInPieces() throws Exception {
    add(5);
    RunEvents.Batch first = ring.read(PROJECT, 0, 3, Duration.ZERO);
    RunEvents.Batch second = ring.read(PROJECT, first.position(), 3, Duration.ZERO);
    assertEquals(List.of(1L, 2L, 3L), numbers(first));
    assertEquals(List.of(4L, 5L), numbers(second));
    assertTrue(ring.read(PROJECT, second.position(), 3, Duration.ZERO).events().isEmpty());
    assertFalse(first.gap() || second.gap());
  }

  private static List<Long> numbers(RunEvents.Batch batch) {
    return batch.events().stream().map(RunEvents.Event::number).toList();
  }

  @Test
  void aReaderThatIsTooSlowIsToldOfTheGapAndGoesOnWithWhatIsKept() throws Exception {
    add(RunEvents.KEPT + 10);
    RunEvents.Batch batch = ring.read(PROJECT, 3, 5, Duration.ZERO);
    assertTrue(batch.gap());
    assertEquals(List.of(11L, 12L, 13L, 14L, 15L), numbers(batch));
    assertFalse(ring.read(PROJECT, 10, 5, Duration.ZERO).gap());
  }

  @Test
  void aPositionThatHasNotComeYetIsAGapAtOnce() throws Exception {
    add(2);
    RunEvents.Batch batch = ring.read(PROJECT, 900, 5, LONG);
    assertTrue(batch.gap());
    assertEquals(2, batch.position());
  }

  @Test
  void anotherProjectsEventsArePassedOver() throws Exception {
    ring.add(List.of(change(7), change(1), change(7)));
    RunEvents.Batch batch = ring.read(PROJECT, 0, 5, Duration.ZERO);
    assertEquals(List.of(2L), numbers(batch));
    assertEquals(3, batch.position());
  }

  @Test
  void aWaitingReaderIsWokenByAnEvent() throws Exception {
    CompletableFuture<RunEvents.Batch> read = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                read.complete(ring.read(PROJECT, 0, 5, LONG));
              } catch (InterruptedException stopped) {
                read.completeExceptionally(stopped);
              }
            });
    add(1);
    assertEquals(List.of(1L), numbers(read.get(30, TimeUnit.SECONDS)));
    reader.join();
  }
}
