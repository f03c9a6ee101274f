package io.devq.jobs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.jobs.Dependency.When;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {

  private final DependencyGraph graph = new DependencyGraph();

  private static JobId job(int number) {
    return new JobId(new UUID(0, number));
  }

  private void add(int job, Integer... waitsFor) {
    graph.add(
        job(job),
        Arrays.stream(waitsFor).map(other -> new Dependency(job(other), When.SUCCESS)).toList());
  }

  @Test
  void aJobThatWaitsForItselfIsNamed() {
    add(1, 1);
    Problem cycle = assertThrows(Problem.class, graph::requireAcyclic);
    assertEquals("dependency_cycle", cycle.code());
    assertTrue(cycle.message().contains(job(1) + " -> " + job(1)), cycle::message);
  }

  @Test
  void aCircleIsNamedInOrderAndNothingElse() {
    add(9, 1);
    add(1, 2, 7);
    add(2, 3);
    add(3, 1);
    add(7);
    Problem cycle = assertThrows(Problem.class, graph::requireAcyclic);
    assertTrue(cycle.message().contains("circle of 3"), cycle::message);
    assertFalse(cycle.message().contains(job(9).text()), cycle::message);
    assertFalse(cycle.message().contains(job(7).text()), cycle::message);
  }

  @Test
  void jobsOutsideTheBatchCloseNoCircle() {
    add(1, 100);
    add(2, 100, 1);
    assertDoesNotThrow(graph::requireAcyclic);
  }

  @Test
  void aDiamondOfDepthAThousandTakesNoTime() {
    for (int level = 1; level <= 1_000; level++) {
      add(level * 2, level * 2 - 2, level * 2 - 1);
      add(level * 2 + 1, level * 2 - 2, level * 2 - 1);
    }
    assertTimeout(Duration.ofSeconds(5), graph::requireAcyclic);
  }

  @Test
  void aHundredThousandJobsInOneChainTakeNoTimeAndNoStack() {
    for (int i = 1; i < 100_000; i++) {
      add(i, i - 1);
    }
    assertTimeout(Duration.ofSeconds(10), graph::requireAcyclic);
    add(0, 99_999);
    Problem cycle = assertThrows(Problem.class, graph::requireAcyclic);
    assertTrue(cycle.message().contains("circle of 100000"), cycle::message);
    assertTrue(cycle.message().length() < 1_000, "only some are named");
  }
}
