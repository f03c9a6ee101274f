package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RunState;
import io.devq.jobs.store.Tries;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionTest {

  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
  private static final RetryPolicy THRICE =
      new RetryPolicy(
          3, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofHours(1), 0, 2);
  private static final JobSpec SPEC = JobSpec.of("test", "{}").withRetry(THRICE);

  private static Outcome failed(boolean retriable, @Nullable Duration retryAfter) {
    return new Outcome.Failed("broken", OutcomeClass.WORK, retriable, 1, retryAfter);
  }

  private static Transition end(RunState state, OutcomeClass by, @Nullable String reason) {
    return new Transition.End(state, by, reason);
  }

  private static Transition again(int seconds, int failures, int lost) {
    return new Transition.Again(
        Duration.ofSeconds(seconds), failures, lost, OutcomeClass.WORK, "broken");
  }

  static Stream<Arguments> table() {
    Duration minute = Duration.ofMinutes(1);
    return Stream.of(
        row(0, 0, new Outcome.Succeeded("1", 0), end(RunState.SUCCEEDED, OutcomeClass.WORK, null)),
        row(2, 3, new Outcome.Succeeded(null, 0), end(RunState.SUCCEEDED, OutcomeClass.WORK, null)),
        row(
            0,
            0,
            new Outcome.Cancelled("by ana"),
            end(RunState.CANCELLED, OutcomeClass.CANCELLED, "by ana")),
        row(
            0,
            0,
            new Outcome.Killed("too long", OutcomeClass.TIMEOUT),
            end(RunState.KILLED, OutcomeClass.TIMEOUT, "too long")),
        row(0, 0, failed(true, null), again(1, 1, 0)),
        row(1, 2, failed(true, null), again(2, 2, 2)),
        row(0, 0, failed(true, minute), again(60, 1, 0)),
        row(0, 0, failed(true, Duration.ZERO), again(1, 1, 0)),
        row(2, 0, failed(true, null), end(RunState.FAILED, OutcomeClass.WORK, "broken")),
        row(0, 0, failed(false, minute), end(RunState.FAILED, OutcomeClass.WORK, "broken")),
        row(
            1,
            1,
            new Outcome.Interrupted(),
            new Transition.Again(
                Duration.ZERO, 1, 1, OutcomeClass.SYSTEM, "its worker stopped in an orderly way")));
  }

  private static Arguments row(int failures, int lost, Outcome outcome, Transition expected) {
    return Arguments.of(failures, lost, outcome, expected);
  }

  @ParameterizedTest
  @MethodSource("table")
  void anOutcomeLeadsToOneTransition(int failures, int lost, Outcome outcome, Transition expected) {
    assertEquals(
        expected, Transition.after(Runs.after(failures, lost, SPEC), outcome, Tries.NONE, RANDOM));
  }

  private static String poison(int lost) {
    return "poison: " + lost + " workers were lost while they had it, the last one because gone";
  }

  @Test
  void aLostAttemptIsMadeUpForAndNotCountedAsAFailure() {
    assertEquals(
        new Transition.Again(Duration.ZERO, 1, 1, OutcomeClass.LOST, "gone"),
        Transition.afterLoss(Runs.after(1, 0, SPEC), "gone", Tries.NONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, JobLimits.MOST_LOST_ATTEMPTS})
  void asManyLostAttemptsAreMadeUpForAsThePolicySays(int count) {
    JobSpec spec = SPEC.withRetry(THRICE.withLostAttempts(count));
    assertEquals(
        new Transition.Again(Duration.ZERO, 0, count, OutcomeClass.LOST, "gone"),
        Transition.afterLoss(Runs.after(0, count - 1, spec), "gone", Tries.NONE));
    assertEquals(
        end(RunState.FAILED, OutcomeClass.LOST, poison(count + 1)),
        Transition.afterLoss(Runs.after(0, count, spec), "gone", Tries.NONE));
  }

  @Test
  void tooManyLostAttemptsEndTheRun() {
    assertEquals(
        end(RunState.FAILED, OutcomeClass.LOST, poison(3)),
        Transition.afterLoss(Runs.after(0, THRICE.lostAttempts(), SPEC), "gone", Tries.NONE));
  }

  @Test
  void aRunThatMustNotBeTriedAgainEndsWithItsWorker() {
    RetryPolicy never =
        new RetryPolicy(3, RetryPolicy.Backoff.FIXED, Duration.ZERO, Duration.ZERO, 0, 0);
    assertEquals(
        end(RunState.FAILED, OutcomeClass.LOST, "gone" + Transition.NOT_TWICE),
        Transition.afterLoss(Runs.after(0, 0, SPEC.withRetry(never)), "gone", Tries.NONE));
  }

  @Test
  void aRunCannotEndInAStateThatIsNotFinal() {
    for (RunState state : RunState.values()) {
      if (!state.isFinal()) {
        assertThrows(
            IllegalStateException.class,
            () -> new Transition.End(state, OutcomeClass.WORK, null),
            state.name());
      }
    }
  }
}
