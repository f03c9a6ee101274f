package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryRules;
import io.devq.jobs.RunState;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.Tries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRulesTest {

  private static final RandomGenerator RANDOM = new SplittableRandom(3);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RetryPolicy THRICE =
      new RetryPolicy(3, RetryPolicy.Backoff.FIXED, SECOND, SECOND, 0, 3);

  private static JobSpec job(RetryRules rules) {
    return JobSpec.of("test", "{}").withRetry(THRICE.withRules(rules));
  }

  private static Outcome exit(int code) {
    return new Outcome.Failed("exit " + code, OutcomeClass.WORK, true, code, null);
  }

  private static Outcome timedOut() {
    return new Outcome.Killed("too long", OutcomeClass.TIMEOUT);
  }

  private static boolean again(LiveRun run, Outcome outcome, Tries tries) {
    return Transition.after(run, outcome, tries, RANDOM) instanceof Transition.Again;
  }

  @ParameterizedTest
  @CsvSource({
    // code, failures, with 137, with 2, again
    "137, 0, 0, 0, true",
    "137, 4, 4, 0, true",
    "137, 5, 5, 0, false",
    "2,   0, 0, 0, false",
    "1,   0, 0, 0, true",
    "1,   1, 0, 0, true",
    "1,   2, 0, 0, false",
    "1,   6, 5, 0, true",
    "1,   7, 5, 0, false",
  })
  void anExitCodeIsTriedAgainAsItsOwnRuleSays(
      int code, int failures, int with137, int with2, boolean again) {
    JobSpec spec = job(new RetryRules(List.of(), Map.of(137, 5, 2, 0), 0, null));
    Tries tries = new Tries(Duration.ZERO, 0, Map.of(137, with137, 2, with2));
    assertEquals(again, again(Runs.after(failures, 0, spec), exit(code), tries));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, false", "1, 0, true", "1, 1, false", "2, 1, true"})
  void aTimeOutIsFinalUnlessARuleSaysOtherwise(int allowed, int before, boolean again) {
    JobSpec spec = job(new RetryRules(List.of(), Map.of(), allowed, null));
    Tries tries = new Tries(Duration.ZERO, before, Map.of());
    Transition transition =
        Transition.after(Runs.after(before, 0, spec), timedOut(), tries, RANDOM);
    assertEquals(OutcomeClass.TIMEOUT, transition.outcomeClass());
    assertEquals(again, transition instanceof Transition.Again);
  }

  @Test
  void whatAPolicyKilledStaysKilled() {
    JobSpec spec = job(new RetryRules(List.of(), Map.of(), 5, null));
    assertEquals(
        new Transition.End(RunState.KILLED, OutcomeClass.CANCELLED, "overlap"),
        Transition.after(
            Runs.after(0, 0, spec),
            new Outcome.Killed("overlap", OutcomeClass.CANCELLED),
            Tries.NONE,
            RANDOM));
  }

  @ParameterizedTest
  @CsvSource({"1, PT10S", "2, PT1M", "3, PT10M", "4, PT10M", "20, PT10M"})
  void theListsLastDelayRepeats(int failures, Duration delay) {
    RetryRules rules =
        new RetryRules(
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10)),
            Map.of(),
            0,
            null);
    RetryPolicy policy = new RetryPolicy(50, RetryPolicy.Backoff.LIST, SECOND, SECOND, 0, 3, rules);
    Transition.Again again =
        assertInstanceOf(
            Transition.Again.class,
            Transition.after(
                Runs.after(failures - 1, 0, JobSpec.of("test", "{}").withRetry(policy)),
                exit(1),
                Tries.NONE,
                RANDOM));
    assertEquals(delay, again.delay());
  }

  @ParameterizedTest
  @CsvSource({"PT0S, true", "PT58S, true", "PT59S, true", "PT59.001S, false", "PT2M, false"})
  void nothingIsTriedAgainThatWouldBeginTooLate(Duration elapsed, boolean again) {
    JobSpec spec = job(new RetryRules(List.of(), Map.of(), 1, Duration.ofMinutes(1)));
    Tries tries = new Tries(elapsed, 0, Map.of());
    LiveRun run = Runs.after(0, 0, spec);
    assertEquals(again, again(run, exit(1), tries));
    assertEquals(again, again(run, timedOut(), tries));
    assertEquals(again, again(run, new Outcome.Snoozed(SECOND, null), tries));
    Transition lost =
        Transition.afterLoss(run, "gone", new Tries(elapsed.plus(SECOND), 0, Map.of()));
    assertEquals(again, lost instanceof Transition.Again);
    Transition late =
        Transition.after(run, exit(1), new Tries(Duration.ofHours(1), 0, Map.of()), RANDOM);
    assertTrue(String.valueOf(late.reason()).contains("PT1M"), late.reason());
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT1S", "PT1M, PT1M", "PT-5S, PT1S", "P40D, P30D"})
  void aHandlersPauseIsKeptWithinBounds(Duration asked, Duration delay) {
    Outcome failed = new Outcome.Failed("429", OutcomeClass.WORK, true, null, asked);
    Transition.Again again =
        assertInstanceOf(
            Transition.Again.class,
            Transition.after(Runs.after(0, 0, job(RetryRules.NONE)), failed, Tries.NONE, RANDOM));
    assertEquals(delay, again.delay());
  }

  @Test
  void aSnoozeDoesNotCountAsAFailureAndIsBounded() {
    Outcome snooze = new Outcome.Snoozed(Duration.ofMinutes(5), "no file yet");
    assertEquals(
        new Transition.Again(
            Duration.ofMinutes(5), 2, 1, OutcomeClass.WORK, "snoozed: no file yet"),
        Transition.after(Runs.after(2, 1, job(RetryRules.NONE)), snooze, Tries.NONE, RANDOM));
    LiveRun often = Runs.uncounted(JobLimits.UNCOUNTED_ATTEMPTS, job(RetryRules.NONE));
    assertEquals(RunState.FAILED, end(Transition.after(often, snooze, Tries.NONE, RANDOM)));
    assertEquals(
        RunState.FAILED,
        end(Transition.after(often, new Outcome.Interrupted(), Tries.NONE, RANDOM)));
  }

  private static @Nullable RunState end(Transition transition) {
    return transition instanceof Transition.End end ? end.state() : null;
  }

  @Test
  void whatMustNotBeBegunTwiceIsNotGivenAgainByAnyWay() {
    JobSpec spec =
        JobSpec.of("test", "{}")
            .withRetry(
                THRICE.withLostAttempts(0).withRules(new RetryRules(List.of(), Map.of(), 9, null)));
    LiveRun run = Runs.after(0, 0, spec);
    assertEquals(RunState.FAILED, end(Transition.afterLoss(run, "gone", Tries.NONE)));
    assertEquals(
        RunState.FAILED, end(Transition.after(run, new Outcome.Interrupted(), Tries.NONE, RANDOM)));
    LiveAttempt.Stop limit = new LiveAttempt.Stop("too long", LiveAttempt.Stop.By.LIMIT);
    assertEquals(RunState.KILLED, end(Transition.afterStop(run, limit, Tries.NONE, RANDOM)));
    assertInstanceOf(Transition.Again.class, Transition.handedBack(run));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aJitterOutsideItsBoundsIsRefused(double jitter) {
    assertEquals(
        "/retry/jitter",
        assertThrows(
                Problem.class,
                () -> new RetryPolicy(3, RetryPolicy.Backoff.FIXED, SECOND, SECOND, jitter, 3))
            .pointer());
  }

  @Test
  void rulesOutsideTheirBoundsAreRefused() {
    assertThrows(Problem.class, () -> new RetryRules(List.of(), Map.of(256, 1), 0, null));
    assertThrows(Problem.class, () -> new RetryRules(List.of(), Map.of(1, 1001), 0, null));
    assertThrows(Problem.class, () -> new RetryRules(List.of(), Map.of(), 1001, null));
    assertThrows(Problem.class, () -> new RetryRules(List.of(), Map.of(), 0, Duration.ZERO));
    assertThrows(
        Problem.class, () -> THRICE.withRules(new RetryRules(List.of(SECOND), Map.of(), 0, null)));
    Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
    assertThrows(
        Problem.class,
        () -> new RetryPolicy(3, RetryPolicy.Backoff.EXPONENTIAL, SECOND, eternity, 0, 3));
  }
}
