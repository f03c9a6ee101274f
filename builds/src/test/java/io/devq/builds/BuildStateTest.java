package io.devq.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BuildStateTest {

  @ParameterizedTest
  @CsvSource({
    "QUEUED, RUNNING", "QUEUED, SKIPPED", "QUEUED, FAILED", "QUEUED, CANCELLED",
    "RUNNING, FAILING", "RUNNING, SUCCEEDED", "RUNNING, CANCELLED", "FAILING, FAILED"
  })
  void aBuildGoesItsWay(BuildState from, BuildState to) {
    assertEquals(to, from.moveTo(to));
  }

  @Test
  void anIllegalMoveNamesBothStates() {
    Problem problem =
        assertThrows(Problem.class, () -> BuildState.FAILING.moveTo(BuildState.SUCCEEDED));
    assertEquals("A build that is FAILING cannot become SUCCEEDED.", problem.message());
  }

  @ParameterizedTest
  @EnumSource
  void nothingLeavesAFinalStateAndEveryOtherCanEnd(BuildState state) {
    boolean leaves =
        Arrays.stream(BuildState.values())
            .anyMatch(to -> {
              try {
                return state.moveTo(to) == to;
              } catch (Problem _) {
                return false;
              }
            });
    assertTrue(leaves != state.isFinal());
  }
}
