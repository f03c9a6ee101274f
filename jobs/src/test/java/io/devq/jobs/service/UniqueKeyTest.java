package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Once;
import io.devq.jobs.Recurrence;
import io.devq.jobs.RunFilter;
import io.devq.jobs.Schedule;
import io.devq.jobs.UniqueKey;
import io.devq.jobs.UniqueKey.OnConflict;
import io.devq.jobs.UniqueKey.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What becomes of a submit whose key is held, in each scope and by each answer.
class UniqueKeyTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Schedule LATER = new Schedule.After(Duration.ofHours(1));
  private static final Schedule MUCH_LATER = new Schedule.After(Duration.ofHours(5));
  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture =
        new EngineFixture(EngineSettings.DEFAULT, Map.of("echo", attempt -> attempt.payload()));
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static JobSpec keyed(String key, OnConflict onConflict, String payload) {
    return keyed(key, Scope.ACTIVE, null, onConflict, payload);
  }

  private static JobSpec keyed(
      String key, Scope scope, @Nullable Duration period, OnConflict onConflict, String payload) {
    return JobSpec.of("echo", payload).withUniqueKey(new UniqueKey(key, scope, period, onConflict));
  }

  private static JobId submit(JobSpec spec) {
    return engine.submit(PROJECT, spec);
  }

  private static Job job(JobId id) {
    return engine.job(PROJECT, id).orElseThrow();
  }

  private static Instant due(JobId id) {
    return Objects.requireNonNull(job(id).nextRunAt());
  }

  private static void await(JobId job) throws InterruptedException {
    assertTrue(engine.await(PROJECT, new RunId(job.value()), SOON).state().isFinal());
  }

  private static <T> Set<T> atOnce(int threads, Callable<T> work) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(
            pool.submit(() -> {
              go.await();
              return work.call();
            }));
      }
      go.countDown();
      Set<T> all = new HashSet<>();
      for (Future<T> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  @Test
  void aHundredSubmitsOfOneKeyAtOnceAreOneJob() throws Exception {
    JobSpec spec = keyed("hundred", OnConflict.EXISTING, "1").withSchedule(LATER);
    assertEquals(1, atOnce(100, () -> submit(spec)).size());
  }

  @Test
  void aHundredRequestsWithOneIdempotencyKeyAreOneJob() throws Exception {
    JobSpec spec = JobSpec.of("echo", "1").withOwner("hundredfold");
    Set<List<JobId>> answers =
        atOnce(100, () -> engine.submitOnce(PROJECT, new Once("once", "hash"), List.of(spec)));
    assertEquals(1, answers.size());
    RunFilter mine = new RunFilter(null, "hundredfold", null, null, null);
    assertEquals(1, engine.runs(PROJECT, mine, null, 200).size());
    Problem other =
        assertThrows(
            Problem.class,
            () -> engine.submitOnce(PROJECT, new Once("once", "other"), List.of(spec)));
    assertEquals("idempotency_key_reused", other.code());
  }

  @Test
  void aRepeatedRequestIsAnsweredWithWhatAUniqueKeyAnswered() {
    JobId holder = submit(keyed("both", OnConflict.EXISTING, "1").withSchedule(LATER));
    List<JobSpec> wanted = List.of(keyed("both", OnConflict.EXISTING, "2"));
    assertEquals(List.of(holder), engine.submitOnce(PROJECT, new Once("both-once", "h"), wanted));
    assertEquals(List.of(holder), engine.submitOnce(PROJECT, new Once("both-once", "h"), wanted));
  }

  @Test
  void aHundredSubmitsOfOneGivenIdAreOneRun() throws Exception {
    JobId given = submit(JobSpec.of("echo", "0"));
    await(given);
    JobSpec again = JobSpec.of("echo", "1").withId(given);
    assertEquals(Set.of(given), atOnce(100, () -> submit(again)));
    assertEquals("0", job(given).spec().payload());
    assertEquals(1, engine.runs(PROJECT, RunFilter.of(given), null, 10).size());
  }

  @Test
  void rejectNamesTheHolder() throws InterruptedException {
    JobId holder = submit(keyed("reject", OnConflict.REJECT, "1").withSchedule(LATER));
    Problem taken =
        assertThrows(Problem.class, () -> submit(keyed("reject", OnConflict.REJECT, "2")));
    assertEquals("unique_taken", taken.code());
    assertTrue(taken.message().contains(holder.text()), taken::message);
    engine.cancel(PROJECT, new RunId(holder.value()), "test");
    await(holder);
    assertNotEquals(holder, submit(keyed("reject", OnConflict.REJECT, "3")));
  }

  @Test
  void replaceTakesOverAllButThePlaceInLine() {
    JobId holder =
        submit(keyed("replace", OnConflict.REPLACE, "1").withSchedule(LATER).withName("first"));
    Instant due = due(holder);
    JobId answer =
        submit(keyed("replace", OnConflict.REPLACE, "2").withPriority(9).withQueue("other"));
    assertEquals(holder, answer);
    Job now = job(holder);
    assertEquals("2", now.spec().payload());
    assertEquals(9, now.spec().priority());
    assertEquals("other", now.spec().queue());
    assertEquals("first", now.spec().name());
    assertEquals(due, now.nextRunAt());
    submit(keyed("replace", OnConflict.REPLACE, "3").withSchedule(MUCH_LATER));
    assertTrue(due(holder).isAfter(due), "a time of its own counts");
  }

  @Test
  void debounceStartsTheTimeOverAndThrottleDoesNot() {
    JobId holder = submit(keyed("bounce", OnConflict.DEBOUNCE, "1").withSchedule(LATER));
    Instant first = due(holder);
    submit(keyed("bounce", OnConflict.DEBOUNCE, "2").withSchedule(LATER));
    Instant second = due(holder);
    assertTrue(second.isAfter(first));
    submit(keyed("bounce", OnConflict.THROTTLE, "3").withSchedule(MUCH_LATER));
    assertEquals(second, due(holder));
    assertEquals("3", job(holder).spec().payload());
  }

  @Test
  void whatIsReplacedRunsAsItWasReplacedAndOnce() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      JobId first = submit(keyed("race", OnConflict.REPLACE, "\"a" + i + "\""));
      JobId second = submit(keyed("race", OnConflict.REPLACE, "\"b" + i + "\""));
      await(first);
      await(second);
      var run = engine.run(PROJECT, new RunId(first.value())).orElseThrow();
      // The handler gives its payload back: what history says it was is what it ran with.
      assertEquals(job(first).spec().payload(), run.work().result());
      assertEquals(1, run.attempt());
    }
  }

  @Test
  void aJobThatHasBegunIsLeftAlone() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (EngineFixture other =
        new EngineFixture(
            EngineSettings.DEFAULT,
            Map.of(
                "echo",
                attempt -> {
                  entered.countDown();
                  leave.await();
                  return attempt.payload();
                }))) {
      JobEngine busy = other.engine();
      JobId running = busy.submit(PROJECT, keyed("begun", OnConflict.REPLACE, "1"));
      entered.await();
      assertEquals(running, busy.submit(PROJECT, keyed("begun", OnConflict.REPLACE, "2")));
      leave.countDown();
      assertEquals("1", busy.await(PROJECT, new RunId(running.value()), SOON).work().result());
    }
  }

  @Test
  void aKeyWithAPeriodIsHeldAfterTheEndAndThenLetGo() throws Exception {
    Duration period = Duration.ofSeconds(3);
    JobSpec spec = keyed("period", Scope.PERIOD, period, OnConflict.EXISTING, "1");
    JobId first = submit(spec);
    await(first);
    assertEquals(first, submit(spec));
    JobId next = first;
    while (next.equals(first)) {
      next = submit(spec);
    }
    Duration held = Duration.between(job(first).createdAt(), job(next).createdAt());
    assertTrue(held.compareTo(period.minusMillis(50)) > 0, held::toString);
  }

  @Test
  void aKeyForEverIsHeldByHistory() throws InterruptedException {
    JobSpec spec = keyed("forever", Scope.FOREVER, null, OnConflict.EXISTING, "1");
    JobId first = submit(spec);
    await(first);
    assertEquals(first, submit(spec));
    Problem over =
        assertThrows(
            Problem.class,
            () -> submit(keyed("forever", Scope.FOREVER, null, OnConflict.REJECT, "1")));
    assertEquals("unique_taken", over.code());
  }

  @Test
  void aRecurringJobIsReplacedToo() {
    Schedule every = new Schedule.Every(Duration.ofHours(1), Recurrence.DEFAULT);
    JobId holder = submit(keyed("again", OnConflict.REPLACE, "1").withSchedule(every));
    Instant next = due(holder);
    assertEquals(holder, submit(keyed("again", OnConflict.REPLACE, "2").withSchedule(every)));
    assertEquals("2", job(holder).spec().payload());
    assertEquals(next, due(holder));
    Problem otherKind =
        assertThrows(Problem.class, () -> submit(keyed("again", OnConflict.REPLACE, "3")));
    assertEquals("unique_taken", otherKind.code());
  }

  @Test
  void oneKeyTwiceInABatchIsOneJob() {
    List<JobId> ids =
        engine.submitAll(
            PROJECT,
            List.of(
                keyed("twice", OnConflict.REPLACE, "1").withSchedule(LATER),
                JobSpec.of("echo", "0"),
                keyed("twice", OnConflict.REPLACE, "2")));
    assertEquals(ids.get(0), ids.get(2));
    assertEquals("2", job(ids.get(0)).spec().payload());
    assertThrows(
        Problem.class,
        () ->
            engine.submitAll(
                PROJECT,
                List.of(
                    keyed("thrice", OnConflict.REJECT, "1"),
                    keyed("thrice", OnConflict.REJECT, "2"))));
  }

  @Test
  void batchesOfTheSameKeysInAnyOrderDoNotWaitForEachOtherInACircle() throws Exception {
    List<JobSpec> batch =
        IntStream.range(0, 200)
            .mapToObj(i ->
                keyed("circle-" + i, OnConflict.EXISTING, "1")
                    .withName("circle-" + i)
                    .withSchedule(LATER))
            .toList();
    Set<Set<JobId>> answers =
        atOnce(
            12,
            () -> {
              List<JobSpec> shuffled = new ArrayList<>(batch);
              java.util.Collections.shuffle(shuffled);
              return Set.copyOf(engine.submitAll(PROJECT, shuffled));
            });
    assertEquals(1, answers.size());
    assertEquals(200, answers.iterator().next().size());
  }

  @Test
  void aBatchIsAllOrNothing() {
    JobId holder = submit(keyed("whole", OnConflict.REJECT, "1").withSchedule(LATER));
    List<JobSpec> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      batch.add(JobSpec.of("echo", "1").withOwner("nobody-at-all"));
    }
    batch.add(keyed("whole", OnConflict.REJECT, "2"));
    assertThrows(Problem.class, () -> engine.submitAll(PROJECT, batch));
    RunFilter none = new RunFilter(null, "nobody-at-all", null, null, null);
    assertEquals(List.of(), engine.runs(PROJECT, none, null, 10));
    assertEquals("1", job(holder).spec().payload());
  }

  @Test
  void keysNobodyHoldsAreSweptAway() throws InterruptedException {
    await(submit(keyed("swept", OnConflict.EXISTING, "1").withName("swept")));
    submit(keyed("kept", OnConflict.EXISTING, "1").withSchedule(LATER).withName("kept"));
    fixture.database.autocommit(sql ->
        sql.statement("update unique_key set created_at = created_at - interval '2 hours'")
            .update());
    fixture.stores().keys().releaseUnheld();
    List<String> left =
        fixture.database.autocommit(sql ->
            sql.statement("select key from unique_key where key in ('swept', 'kept')")
                .list(row -> row.text("key")));
    assertEquals(List.of("kept", "kept"), left);
  }
}
