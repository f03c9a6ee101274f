package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.jobs.Dependency;
import io.devq.jobs.Dependency.When;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Jobs that wait for others: never started early, never forgotten.
class DependencyTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Schedule LATER = new Schedule.After(Duration.ofHours(1));
  private static final IdSource IDS = new IdSource(TimeSource.system());
  private static final Map<String, Handler> HANDLERS =
      Map.of(
          "work", attempt -> attempt.payload(),
          "fail",
              _ -> {
                throw new FatalFailure("hopeless");
              });
  private static EngineFixture fixture;
  private static JobEngine engine;

  @BeforeAll
  static void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, HANDLERS);
    engine = fixture.engine();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static JobSpec work() {
    return JobSpec.of("work", "1");
  }

  private static JobSpec after(When when, JobId... jobs) {
    return work().withDependsOn(Arrays.stream(jobs).map(job -> new Dependency(job, when)).toList());
  }

  private static JobId submit(JobSpec spec) {
    return engine.submit(PROJECT, spec);
  }

  private static Run run(JobId job) {
    return engine.run(PROJECT, new RunId(job.value())).orElseThrow();
  }

  private static Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  private static void cancel(JobId job) {
    engine.cancel(PROJECT, new RunId(job.value()), "test");
  }

  private static String reason(Run run) {
    return Objects.requireNonNull(run.reason());
  }

  private static Instant startedAt(Run run) {
    return Objects.requireNonNull(run.times().startedAt());
  }

  private static void assertInOrder(Run first, Run second) {
    assertTrue(
        !startedAt(second).isBefore(Objects.requireNonNull(first.times().finishedAt())),
        () -> second.times() + " began before the end of " + first.times());
  }

  @Test
  void aJobThatWaitsIsBlockedAndSaysForWhat() throws InterruptedException {
    JobId first = submit(work().withSchedule(LATER));
    JobId second = submit(after(When.SUCCESS, first));
    assertEquals(RunState.BLOCKED, run(second).state());
    var why = engine.why(PROJECT, new RunId(second.value()));
    assertEquals("blocked", why.code());
    assertTrue(why.message().contains(first.text()), why::message);
    cancel(first);
    Run over = await(second);
    assertEquals(RunState.CANCELLED, over.state());
    assertTrue(reason(over).contains(first.text()), () -> reason(over));
    assertTrue(reason(over).contains("CANCELLED"), () -> reason(over));
    assertEquals(0, over.attempt());
  }

  @Test
  void itStartsWhenAllHaveEndedAsTheyShould() throws InterruptedException {
    JobId good = submit(work());
    JobId bad = submit(JobSpec.of("fail", "1"));
    JobId last =
        submit(
            work()
                .withDependsOn(
                    List.of(
                        new Dependency(good, When.SUCCESS), new Dependency(bad, When.FAILURE))));
    assertEquals(RunState.SUCCEEDED, await(last).state());
    assertInOrder(run(good), run(last));
    assertInOrder(run(bad), run(last));
  }

  @Test
  void whatHasEndedBeforeIsNotWaitedFor() throws InterruptedException {
    JobId first = submit(work());
    await(first);
    assertEquals(RunState.SUCCEEDED, await(submit(after(When.SUCCESS, first))).state());
    assertEquals(RunState.CANCELLED, await(submit(after(When.FAILURE, first))).state());
  }

  @Test
  void aFailureEndsEverythingThatWaitsForSuccess() throws InterruptedException {
    JobId bad =
        submit(JobSpec.of("fail", "1").withSchedule(new Schedule.After(Duration.ofMillis(300))));
    JobId child = submit(after(When.SUCCESS, bad));
    JobId grandchild = submit(after(When.SUCCESS, child));
    JobId anyway = submit(after(When.ANY, grandchild));
    assertEquals(RunState.CANCELLED, await(grandchild).state());
    assertTrue(reason(run(grandchild)).contains(child.text()));
    assertEquals(RunState.SUCCEEDED, await(anyway).state());
  }

  @Test
  void aJobThatWaitsCanBeCancelledAndHasItsTimeAfterwards() throws InterruptedException {
    JobId first = submit(work().withSchedule(LATER));
    JobId second = submit(after(When.SUCCESS, first));
    cancel(second);
    assertEquals(RunState.CANCELLED, await(second).state());
    JobId soon = submit(work().withSchedule(new Schedule.After(Duration.ofMillis(200))));
    JobId later =
        submit(after(When.SUCCESS, soon).withSchedule(new Schedule.After(Duration.ofSeconds(2))));
    Run ended = await(later);
    assertEquals(RunState.SUCCEEDED, ended.state());
    assertTrue(
        Duration.between(ended.times().createdAt(), startedAt(ended)).toMillis() >= 1_990,
        "the delay counts as well");
  }

  @Test
  void aBatchMayReferToItself() throws InterruptedException {
    List<JobId> ids = IntStream.range(0, 20).mapToObj(i -> new JobId(IDS.next(i))).toList();
    List<JobSpec> chain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      JobSpec spec = i == 0 ? work() : after(When.SUCCESS, ids.get(i - 1));
      chain.add(spec.withId(ids.get(i)));
    }
    assertEquals(ids.reversed(), engine.submitAll(PROJECT, chain.reversed()));
    assertEquals(RunState.SUCCEEDED, await(ids.getLast()).state());
    for (int i = 1; i < 20; i++) {
      assertInOrder(run(ids.get(i - 1)), run(ids.get(i)));
    }
  }

  @Test
  void whatCannotBeWaitedForIsRefused() {
    JobId a = new JobId(IDS.next(1));
    JobId b = new JobId(IDS.next(2));
    assertRefused("dependency_cycle", after(When.ANY, a).withId(a));
    assertRefused("dependency_cycle", after(When.ANY, b).withId(a), after(When.ANY, a).withId(b));
    assertRefused("unknown_dependency", after(When.ANY, a));
    Schedule hourly = new Schedule.Every(Duration.ofHours(1), Recurrence.DEFAULT);
    JobId recurring = submit(work().withSchedule(hourly));
    assertRefused("invalid_dependency", after(When.ANY, recurring));
    JobId there = submit(work());
    assertRefused("invalid_dependency", after(When.ANY, there).withSchedule(hourly));
    assertRefused("invalid_dependency", after(When.ANY, there, there));
  }

  private static void assertRefused(String code, JobSpec... specs) {
    Problem refused = assertThrows(Problem.class, () -> engine.submitAll(PROJECT, List.of(specs)));
    assertEquals(code, refused.code(), refused::message);
  }

  @Test
  void aGroupOfTenThousandEndsInOneCompletion() throws InterruptedException {
    List<JobSpec> members =
        IntStream.range(0, 10_000).mapToObj(_ -> work().withOwner("member")).toList();
    List<JobId> ids =
        engine.submitGroup(PROJECT, members, JobSpec.of("work", "2"), When.SUCCESS, null);
    assertEquals(10_001, ids.size());
    Run completion = engine.await(PROJECT, new RunId(ids.getLast().value()), SOON.multipliedBy(2));
    assertEquals(RunState.SUCCEEDED, completion.state());
    for (JobId member : ids.subList(0, 10_000)) {
      assertInOrder(run(member), completion);
    }
  }

  @Test
  void tenThousandThatWaitForOneAllStart() throws InterruptedException {
    JobId gate = submit(work().withSchedule(LATER));
    JobSpec spec = after(When.ANY, gate).withOwner("fan");
    List<JobId> ids =
        engine.submitAll(PROJECT, IntStream.range(0, 10_000).mapToObj(_ -> spec).toList());
    RunFilter blocked = new RunFilter(null, "fan", null, null, RunState.BLOCKED);
    assertEquals(200, engine.runs(PROJECT, blocked, null, 200).size());
    cancel(gate);
    for (JobId id : ids) {
      assertEquals(RunState.SUCCEEDED, await(id).state());
    }
  }

  @Test
  void aGroupEndsAtItsFirstFailureWhenItMustSucceed() throws InterruptedException {
    List<JobId> ids =
        engine.submitGroup(
            PROJECT, List.of(work(), JobSpec.of("fail", "1"), work()), work(), When.SUCCESS, null);
    Run completion = await(ids.getLast());
    assertEquals(RunState.CANCELLED, completion.state());
    assertTrue(reason(completion).contains(ids.get(1).text()), () -> reason(completion));
  }

  @Test
  void nothingIsForgottenWhenTheEngineStopsInBetween() throws InterruptedException {
    try (EngineFixture fresh = new EngineFixture(EngineSettings.DEFAULT, HANDLERS)) {
      JobEngine before = fresh.engine();
      JobId first =
          before.submit(PROJECT, work().withSchedule(new Schedule.After(Duration.ofSeconds(1))));
      JobId second = before.submit(PROJECT, after(When.SUCCESS, first));
      JobId done = before.submit(PROJECT, work());
      before.await(PROJECT, new RunId(done.value()), SOON);
      before.stop();
      // While nobody looks: the prerequisite's end is in history, and nobody has been told.
      fresh.database.autocommit(sql ->
          sql.statement(
                  "insert into dependency (shard, prerequisite, dependant, project, condition)"
                      + " values (:shard, :prerequisite, :dependant, 1, 'ANY')")
              .bind("shard", done.shard())
              .bind("prerequisite", done.value())
              .bind("dependant", second.value())
              .update());
      fresh.database.autocommit(sql ->
          sql.statement("update run set waits = 2 where id = :id")
              .bind("id", second.value())
              .update());
      JobEngine after = fresh.restart(EngineSettings.DEFAULT, HANDLERS);
      Run run = after.await(PROJECT, new RunId(second.value()), SOON);
      assertEquals(RunState.SUCCEEDED, run.state());
      assertInOrder(after.run(PROJECT, new RunId(first.value())).orElseThrow(), run);
    }
  }
}
