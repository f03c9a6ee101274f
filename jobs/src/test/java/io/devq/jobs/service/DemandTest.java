package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Demand;
import io.devq.jobs.JobSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// J16: how many workers do I need?
class DemandTest {

  private static final String PROJECT = "default";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Semaphore entered = new Semaphore(0);
  private final Semaphore turns = new Semaphore(0);
  private EngineFixture fixture;
  private JobEngine engine;

  @BeforeEach
  void start() {
    fixture =
        new EngineFixture(
            EngineSettings.DEFAULT.withLocalSlots(2),
            Map.of(
                "turn",
                attempt -> {
                  entered.release();
                  turns.acquire();
                  return null;
                }));
    engine = fixture.engine();
  }

  @AfterEach
  void stop() {
    turns.release(1_000_000);
    fixture.close();
  }

  private Demand demand(Predicate<Demand> which) throws InterruptedException {
    for (int look = 0; look < 3_000; look++) {
      for (Demand demand : engine.demand(PROJECT, "default", MINUTE)) {
        if (which.test(demand)) {
          return demand;
        }
      }
      assertTrue(!entered.tryAcquire(1_000_000, 10, TimeUnit.MILLISECONDS));
    }
    throw new AssertionError("not so: " + engine.demand(PROJECT, "default", MINUTE));
  }

  @Test
  void j16ABurstIsCountedAndWantsMoreSlotsAndSilenceWantsNone() throws InterruptedException {
    List<JobId> burst =
        engine.submitAll(PROJECT, Collections.nCopies(500, JobSpec.of("turn", "{}")));
    entered.acquire(2);
    Demand busy = demand(d -> d.waiting() == 498 && d.arrivalsPerSecond() > 1);
    assertEquals(2, busy.running());
    assertEquals(2, busy.slots());
    assertEquals(1, busy.workers());
    assertEquals(Duration.ofSeconds(10), busy.meanRun());
    assertTrue(busy.wantedSlots() >= 83, busy::toString);
    assertTrue(busy.wantedSlots() <= 500, busy::toString);
    turns.release(500);
    for (JobId job : burst) {
      engine.await(PROJECT, new RunId(job.value()), MINUTE);
    }
    Demand idle = demand(d -> d.waiting() == 0);
    assertEquals(0, idle.wantedSlots());
    assertTrue(idle.meanRun().compareTo(Duration.ofSeconds(10)) < 0, idle::toString);
  }

  @Test
  void moreThanStandsInMemoryIsCountedToo() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      engine.submitAll(PROJECT, Collections.nCopies(10_000, JobSpec.of("turn", "{}")));
    }
    Demand demand = demand(d -> d.waiting() > 39_000);
    assertTrue(demand.estimated());
    assertEquals(39_998.0, (double) demand.waiting(), 100.0);
  }

  @Test
  void whatOnlyOthersCanRunWantsOthers() throws InterruptedException {
    engine.submit(PROJECT, JobSpec.of("turn", "{}").withLabels(List.of("gpu")));
    Demand demand = demand(d -> d.labels().equals(List.of("gpu")) && d.waiting() == 1);
    assertEquals(0, demand.slots());
    assertEquals(1, demand.wantedSlots());
    assertThrows(Problem.class, () -> engine.demand(PROJECT, "nowhere", MINUTE));
  }
}
