package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.database.JdbcTransaction;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Recurrence;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.UniqueKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Submitting inside the caller's own transaction, and completing inside the handler's.
class TransactionTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final EngineSettings QUICK =
      EngineSettings.DEFAULT.withSilence(Duration.ofSeconds(2));
  private static final RetryPolicy AT_ONCE =
      new RetryPolicy(
          3, RetryPolicy.Backoff.FIXED, Duration.ofMillis(10), Duration.ofMillis(10), 0, 3);

  private final BlockingQueue<String> steps = new ArrayBlockingQueue<>(100);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private @Nullable EngineFixture fixture;

  @AfterEach
  void close() {
    release.countDown();
    if (fixture != null) {
      fixture.close();
    }
  }

  private EngineFixture start(Handler handler) throws SQLException {
    EngineFixture made = new EngineFixture(QUICK, Map.of("work", handler));
    fixture = made;
    try (Connection connection = made.begin()) {
      execute(connection, "create schema shop");
      execute(connection, "create table shop.orders (name text primary key)");
      connection.commit();
    }
    return made;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long orders(EngineFixture fixture) {
    return fixture.database.autocommit(
        sql -> sql.statement("select count(*) as n from shop.orders").one(row -> row.number("n")));
  }

  private static Run await(JobEngine engine, JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  /// As a process that is being killed behaves: it answers to nothing any more.
  private void hang() {
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException _) {
        // a dead process does not notice
      }
    }
  }

  @Test
  void whatIsSubmittedInATransactionIsThereWhenItCommits() throws Exception {
    EngineFixture engine = start(attempt -> attempt.payload());
    JobId job;
    try (Connection connection = engine.begin()) {
      execute(connection, "set local search_path to shop");
      execute(connection, "insert into orders values ('one')");
      job =
          engine
              .engine()
              .submitIn(JdbcTransaction.on(connection), PROJECT, List.of(JobSpec.of("work", "1")))
              .getFirst();
      execute(connection, "insert into orders values ('two')");
      assertEquals(Optional.empty(), engine.engine().job(PROJECT, job));
      connection.commit();
    }
    engine.engine().committed(List.of(job));
    assertEquals(RunState.SUCCEEDED, await(engine.engine(), job).state());
    assertEquals(2, orders(engine));
  }

  @Test
  void itStartsWithoutBeingHintedAt() throws Exception {
    EngineFixture engine = start(attempt -> attempt.payload());
    Schedule everySecond = new Schedule.Every(Duration.ofSeconds(1), Recurrence.DEFAULT);
    List<JobId> jobs;
    try (Connection connection = engine.begin()) {
      jobs =
          engine
              .engine()
              .submitIn(
                  JdbcTransaction.on(connection),
                  PROJECT,
                  List.of(
                      JobSpec.of("work", "1"), JobSpec.of("work", "2").withSchedule(everySecond)));
      await(engine.engine(), engine.engine().submit(PROJECT, JobSpec.of("work", "3")));
      connection.commit();
    }
    Run run = await(engine.engine(), jobs.getFirst());
    assertEquals(RunState.SUCCEEDED, run.state());
    while (engine.engine().runs(PROJECT, RunFilter.of(jobs.get(1)), null, 1).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsRolledBackNeverWas() throws Exception {
    EngineFixture engine = start(attempt -> attempt.payload());
    JobSpec spec = JobSpec.of("work", "1").withUnique("rolled back").withName("rolled back");
    JobId never;
    try (Connection connection = engine.begin()) {
      never =
          engine
              .engine()
              .submitIn(JdbcTransaction.on(connection), PROJECT, List.of(spec))
              .getFirst();
      connection.rollback();
    }
    JobId job = engine.engine().submit(PROJECT, spec);
    await(engine.engine(), job);
    assertEquals(Optional.empty(), engine.engine().job(PROJECT, never));
  }

  @Test
  void aRefusalLeavesTheTransactionAsItWas() throws Exception {
    EngineFixture engine = start(attempt -> attempt.payload());
    Schedule later = new Schedule.After(Duration.ofHours(1));
    engine.engine().submit(PROJECT, JobSpec.of("work", "1").withName("taken").withSchedule(later));
    try (Connection connection = engine.begin()) {
      execute(connection, "insert into shop.orders values ('one')");
      JdbcTransaction transaction = JdbcTransaction.on(connection);
      List<JobSpec> taken =
          List.of(
              JobSpec.of("work", "1").withUnique("k"), JobSpec.of("work", "1").withName("taken"));
      assertEquals(
          "name_taken",
          assertThrows(Problem.class, () -> engine.engine().submitIn(transaction, PROJECT, taken))
              .code());
      List<JobSpec> replaces =
          List.of(
              JobSpec.of("work", "1")
                  .withUniqueKey(
                      new UniqueKey(
                          "k", UniqueKey.Scope.ACTIVE, null, UniqueKey.OnConflict.REPLACE)));
      assertEquals(
          "answer_needed",
          assertThrows(
                  Problem.class, () -> engine.engine().submitIn(transaction, PROJECT, replaces))
              .code());
      execute(connection, "insert into shop.orders values ('two')");
      connection.commit();
      connection.setAutoCommit(true);
      assertEquals(
          "not_in_transaction",
          assertThrows(Problem.class, () -> JdbcTransaction.on(connection)).code());
    }
    assertEquals(2, orders(engine));
    assertEquals(
        0,
        engine.database.<Long>autocommit(sql ->
            sql.statement("select count(*) as n from unique_key where key = 'k'")
                .one(row -> row.number("n"))));
  }

  /// The work of one attempt: an order, and its completion, in one transaction.
  private void order(io.devq.jobs.Attempt attempt, boolean commit) throws SQLException {
    try (Connection connection = java.util.Objects.requireNonNull(fixture).begin()) {
      execute(connection, "insert into shop.orders values ('" + attempt.number() + "')");
      attempt.completeIn(JdbcTransaction.on(connection), "\"committed\"");
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
    }
  }

  @Test
  void whatTheHandlerCommitsIsTheEnd() throws Exception {
    EngineFixture engine =
        start(attempt -> {
          order(attempt, true);
          throw new IllegalStateException("after the commit nothing counts");
        });
    Run run = await(engine.engine(), engine.engine().submit(PROJECT, JobSpec.of("work", "1")));
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals("\"committed\"", run.work().result());
    assertEquals(1, orders(engine));
  }

  @Test
  void whatTheHandlerRollsBackIsTriedAgain() throws Exception {
    EngineFixture engine =
        start(attempt -> {
          order(attempt, attempt.number() == 2);
          return null;
        });
    Run run =
        await(
            engine.engine(),
            engine.engine().submit(PROJECT, JobSpec.of("work", "1").withRetry(AT_ONCE)));
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(2, run.attempt());
    assertEquals(1, orders(engine));
  }

  @Test
  void aProcessThatDiesAfterTheCommitIsNotRepeated() throws Exception {
    Handler dies =
        attempt -> {
          begun.incrementAndGet();
          attempt.log("before");
          order(attempt, true);
          steps.add("committed");
          hang();
          return null;
        };
    EngineFixture engine = start(dies);
    JobId job = engine.engine().submit(PROJECT, JobSpec.of("work", "1"));
    assertEquals("committed", steps.take());
    JobEngine after = engine.takeOver(QUICK, Map.of("work", dies));
    Run run = await(after, job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(1, run.attempt());
    assertEquals("\"committed\"", run.work().result());
    assertTrue(run.work().logComplete());
    assertEquals(1, begun.get());
    assertEquals(1, orders(engine));
  }

  @Test
  void aProcessThatDiesBeforeTheCommitIsRepeated() throws Exception {
    CountDownLatch tooLate = new CountDownLatch(1);
    EngineFixture engine =
        start(attempt -> {
          steps.add("begun");
          hang();
          try {
            order(attempt, true);
          } catch (Problem refused) {
            steps.add(refused.code());
          }
          tooLate.countDown();
          return null;
        });
    JobId job = engine.engine().submit(PROJECT, JobSpec.of("work", "1"));
    assertEquals("begun", steps.take());
    JobEngine after =
        engine.takeOver(
            QUICK,
            Map.of(
                "work",
                attempt -> {
                  order(attempt, true);
                  return null;
                }));
    Run run = await(after, job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(2, run.attempt());
    release.countDown();
    tooLate.await();
    assertEquals("attempt_replaced", steps.take());
    assertEquals(1, orders(engine));
  }

  @Test
  void aCommitThatIsStillUnderWayIsWaitedFor() throws Exception {
    EngineFixture engine =
        start(attempt -> {
          begun.incrementAndGet();
          try (Connection connection = java.util.Objects.requireNonNull(fixture).begin()) {
            attempt.completeIn(JdbcTransaction.on(connection), null);
            steps.add("open");
            hang();
            connection.commit();
          }
          return null;
        });
    JobId job = engine.engine().submit(PROJECT, JobSpec.of("work", "1"));
    assertEquals("open", steps.take());
    JobEngine after =
        engine.takeOver(
            QUICK,
            Map.of(
                "work",
                _ -> {
                  begun.incrementAndGet();
                  return null;
                }));
    // Longer than it takes to give the worker up, so that the fence has met the open transaction.
    Run waiting = after.await(PROJECT, new RunId(job.value()), Duration.ofSeconds(6));
    assertTrue(!waiting.state().isFinal());
    release.countDown();
    Run run = await(after, job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(1, run.attempt());
    assertEquals(1, begun.get());
  }
}
