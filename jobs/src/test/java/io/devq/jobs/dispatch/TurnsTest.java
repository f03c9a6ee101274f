package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.JobSpec;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose turn it is: queues by weight, kinds in turn, priorities with ageing.
class TurnsTest {

  private static final JobSpec SPEC = JobSpec.of("test", "{}");

  private final Backlog backlog = new Backlog();

  @BeforeEach
  void own() {
    backlog.own(1);
  }

  private static LiveRun run(int queue, Lane.Kind kind, int priority, int due) {
    return Runs.of(1, due, Lane.of(queue, kind, priority), SPEC);
  }

  private void flood(int queue, Lane.Kind kind, int priority, int count) {
    IntStream.range(0, count).forEach(i -> backlog.store(run(queue, kind, priority, i)));
    backlog.hint(run(queue, kind, priority, 0));
  }

  @Test
  void j5WeightsThreeTwoOneHoldWithinFivePercentOverTenThousandRuns() {
    Map<Integer, Integer> weights = Map.of(1, 3, 2, 2, 3, 1);
    backlog.board.rules(
        queue -> new QueueRules(true, weights.getOrDefault(queue, 1), null, Map.of()));
    weights.keySet().forEach(queue -> flood(queue, Lane.Kind.ONE_TIME, 5, 6_000));
    Map<Integer, Long> served =
        backlog.serve(10_000).stream()
            .collect(Collectors.groupingBy(run -> run.lane().queue(), Collectors.counting()));
    weights.forEach((queue, weight) -> {
      double share = weight * 10_000 / 6.0;
      assertEquals(
          share, (double) served.getOrDefault(queue, 0L), share * 0.05, () -> "queue " + queue);
    });
  }

  @Test
  void aQueueThatHadNothingToDoSavesNoTurns() {
    flood(1, Lane.Kind.ONE_TIME, 5, 3_000);
    backlog.serve(1_000);
    flood(2, Lane.Kind.ONE_TIME, 5, 1_000);
    long first = backlog.serve(100).stream().filter(run -> run.lane().queue() == 1).count();
    assertEquals(50.0, (double) first, 1.0);
  }

  @Test
  void j8ARecurringRunARetryAndAnotherQueueEachStartWithinTwoTurnsBehindAFlood() {
    flood(1, Lane.Kind.ONE_TIME, 5, 5_000);
    backlog.serve(100);
    for (LiveRun late :
        List.of(
            run(1, Lane.Kind.RECURRING, 5, 9_000),
            run(1, Lane.Kind.RETRIED, 5, 9_000),
            run(1, Lane.Kind.BUILD, 5, 9_000),
            run(2, Lane.Kind.ONE_TIME, 5, 9_000))) {
      backlog.submit(late);
      assertTrue(backlog.serve(2).contains(late), () -> "late: " + late.lane());
    }
  }

  @Test
  void aPausedQueueAndAFullOneDelayNoOther() {
    backlog.board.rules(queue -> new QueueRules(queue != 1, 1, queue == 2 ? 1 : null, Map.of()));
    IntStream.of(1, 2, 3).forEach(queue -> flood(queue, Lane.Kind.ONE_TIME, 5, 10));
    backlog.read();
    List<Integer> queues =
        backlog.start(100).stream().map(run -> run.lane().queue()).sorted().toList();
    assertEquals(1, queues.stream().filter(queue -> queue == 2).count());
    assertEquals(10, queues.stream().filter(queue -> queue == 3).count());
    assertEquals(11, queues.size());
  }

  @Test
  void theHigherPriorityGoesFirstHoweverLongTheOthersWait() {
    flood(1, Lane.Kind.ONE_TIME, 5, 1_000);
    backlog.serve(10);
    LiveRun urgent = run(1, Lane.Kind.ONE_TIME, 9, 900_000);
    backlog.submit(urgent);
    assertTrue(backlog.serve(2).contains(urgent));
  }

  @Test
  void j8UnderAnEndlessFloodOfPriorityNineARunOfPriorityZeroStartsWithinTenMinutes() {
    backlog.now = Runs.START;
    LiveRun low = run(1, Lane.Kind.ONE_TIME, 0, 0);
    backlog.submit(low);
    int seconds = 0;
    List<LiveRun> served = List.of();
    while (!served.contains(low)) {
      for (int i = 0; i < 20; i++) {
        backlog.store(
            run(1, Lane.Kind.ONE_TIME, 9, seconds), run(1, Lane.Kind.ONE_TIME, 7, seconds));
      }
      backlog.hint(run(1, Lane.Kind.ONE_TIME, 9, seconds));
      backlog.hint(run(1, Lane.Kind.ONE_TIME, 7, seconds));
      served = backlog.serve(20); // half of what comes
      seconds++;
      backlog.now = Runs.START.plusSeconds(seconds);
      assertTrue(seconds < 600, "priority 0 starves");
    }
    assertTrue(seconds > QueueLine.AGED.toSeconds(), "it has not aged");
  }

  @Test
  void aFloodTakesSevenOfEightTurnsFromWhatHasAged() {
    flood(1, Lane.Kind.ONE_TIME, 9, 1_000);
    flood(1, Lane.Kind.ONE_TIME, 0, 1_000);
    long low = backlog.serve(800).stream().filter(run -> run.lane().priority() == 0).count();
    assertEquals(100, low);
  }

  @Test
  void workInOneLaneStartsInDueOrder() {
    flood(1, Lane.Kind.ONE_TIME, 5, 3_000);
    List<LiveRun> served = backlog.serve(3_000);
    assertEquals(served.stream().sorted().toList(), served);
    assertEquals(3_000, served.size());
  }

  @Test
  void lanesOfWhichNothingIsKnownAreForgotten() {
    flood(1, Lane.Kind.ONE_TIME, 5, 1);
    LiveRun only = Objects.requireNonNull(backlog.serve(1).getFirst());
    backlog.read();
    backlog.board.rewind(null);
    assertEquals(List.of(), backlog.begin().cursors());
    assertEquals(0, backlog.board.waiting());
    assertEquals(1, only.lane().queue());
  }
}
