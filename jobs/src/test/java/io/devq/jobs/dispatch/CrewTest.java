package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.WorkerId;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Sharing;
import io.devq.jobs.Workers;
import io.devq.jobs.store.LiveRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrewTest {

  private final Map<UUID, LiveAttempt> attempts = new HashMap<>();
  private final Crew crew = new Crew(attempts);

  private Worker worker(int number, int slots, String... labels) {
    Workers.Registration registration =
        new Workers.Registration("w" + number, Set.of("test"), Set.of(labels), slots, "1");
    Worker worker = new Worker(new WorkerId(new UUID(0, number)), 1, registration, _ -> {});
    crew.add(worker);
    return worker;
  }

  private static LiveRun run(int weight, String... labels) {
    return Runs.of(
        0,
        0,
        Runs.LANE,
        JobSpec.of("test", "{}")
            .withLabels(List.of(labels))
            .withSharing(Sharing.NONE.withWeight(weight)));
  }

  private LiveAttempt give(LiveRun run) {
    Worker worker = crew.leastLoaded(Requirement.of(run));
    LiveAttempt attempt = new LiveAttempt(run, worker.id, new UUID(9, 9), worker.incarnation);
    attempts.put(run.id(), attempt);
    crew.hold(attempt);
    return attempt;
  }

  private boolean fits(int weight) {
    return crew.canServe(Requirement.of(run(weight)));
  }

  @Test
  void j11WorkGoesToTheLeastLoadedWorkerForItsSize() {
    Worker small = worker(1, 4);
    Worker large = worker(2, 12);
    IntStream.range(0, 8).forEach(_ -> give(run(1)));
    assertEquals(2, small.busy());
    assertEquals(6, large.busy());
  }

  @Test
  void aRunTakesAsManySlotsAsItWeighs() {
    Worker only = worker(1, 4);
    LiveAttempt heavy = give(run(3));
    assertEquals(3, only.busy());
    assertTrue(fits(1));
    assertFalse(fits(2));
    crew.release(heavy);
    assertTrue(fits(4));
    assertFalse(fits(5));
  }

  @Test
  void onlyAWorkerWithAllLabelsWillDo() {
    Worker plain = worker(1, 4);
    Worker able = worker(2, 1, "arm", "gpu");
    assertEquals(able.id, give(run(1, "arm")).worker);
    assertFalse(crew.canServe(Requirement.of(run(1, "arm"))));
    assertEquals(0, plain.busy());
  }

  @Test
  void aWorkerThatDrainsOrIsGoneGetsNothing() {
    Worker first = worker(1, 4);
    Worker second = worker(2, 4);
    crew.drain(first, true);
    assertEquals(second.id, give(run(1)).worker);
    crew.remove(second);
    assertFalse(fits(1));
    crew.drain(first, false);
    assertTrue(fits(1));
  }

  @Test
  void aWorkerIsKeptFreeForHeavyWorkUntilItFits() {
    crew.at(0);
    worker(1, 2);
    worker(2, 2);
    List<LiveAttempt> light = IntStream.range(0, 4).mapToObj(_ -> give(run(1))).toList();
    crew.reserve(Requirement.of(run(2)));
    light.stream()
        .filter(attempt -> attempt.worker.equals(light.getFirst().worker))
        .limit(1)
        .forEach(crew::release);
    assertFalse(fits(1), "light work takes what is kept free");
    light.stream()
        .filter(attempt -> attempt.worker.equals(light.getFirst().worker))
        .forEach(crew::release);
    assertTrue(fits(2));
    give(run(2));
    crew.release(light.getLast());
    assertTrue(fits(1) || light.getLast().worker.equals(light.getFirst().worker));
  }

  @Test
  void whatIsKeptFreeForNobodyIsGivenAwayAfterAWhile() {
    crew.at(0);
    worker(1, 2);
    give(run(1));
    crew.reserve(Requirement.of(run(2)));
    assertFalse(fits(1));
    crew.at(TimeUnit.SECONDS.toNanos(6));
    assertTrue(fits(1));
  }

  @Test
  void aNewLifeOfAWorkerKeepsWhatTheOldOneHeld() {
    worker(1, 2);
    give(run(2));
    Worker again = worker(1, 2);
    assertEquals(2, again.busy());
    assertEquals(2, again.incarnation);
    assertFalse(fits(1));
  }
}
