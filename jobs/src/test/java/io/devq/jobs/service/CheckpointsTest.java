package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.Handler;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Workers;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CheckpointsTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final CountDownLatch left = new CountDownLatch(1);
  private final Map<String, Handler> handlers =
      Map.of(
          "walk",
          attempt -> {
            String before = attempt.checkpoint();
            attempt.checkpoint("{\"step\":" + attempt.number() + "}");
            if (attempt.number() == 1) {
              left.countDown();
              new CountDownLatch(1).await();
            }
            return before;
          });
  private EngineFixture fixture;
  private JobEngine engine;

  @BeforeEach
  void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, handlers);
    engine = fixture.engine();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private long checkpoints() {
    return fixture.database.autocommit(
        sql -> sql.statement("select count(*) as n from checkpoint").one(row -> row.number("n")));
  }

  private Workers.Assignment give(String worker) throws InterruptedException {
    WorkerId id =
        engine
            .workers()
            .register(
                PROJECT, new Workers.Registration(worker, Set.of("remote"), Set.of(), 1, "test"));
    for (int session = 1; ; session++) {
      Workers.Report report = new Workers.Report(session, List.of(), 1, false);
      List<Workers.Assignment> start =
          engine.workers().sync(id, report, Duration.ofSeconds(1)).start();
      if (!start.isEmpty()) {
        return start.getFirst();
      }
    }
  }

  @Test
  void theNextAttemptBeginsFromTheCheckpointAlsoAfterARestart() throws InterruptedException {
    JobId job = engine.submit(PROJECT, JobSpec.of("walk", "{}"));
    left.await();
    engine = fixture.restart(EngineSettings.DEFAULT, handlers);
    Run run = engine.await(PROJECT, new RunId(job.value()), SOON);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals("{\"step\":1}", run.work().result());
  }

  @Test
  void aWorkerThatDiesLeavesItsCheckpointAndItsOwnAreRefusedFromThenOn()
      throws InterruptedException {
    RunId run = new RunId(engine.submit(PROJECT, JobSpec.of("remote", "{}")).value());
    Workers workers = engine.workers();
    assertEquals(1, give("dies").attempt());
    workers.checkpoint(run, 1, "1");
    workers.checkpoint(run, 1, "[2]");
    assertEquals(2, give("dies").attempt());
    assertEquals(Optional.of("[2]"), workers.checkpoint(run, 2));
    assertEquals(
        "attempt_replaced",
        assertThrows(Problem.class, () -> workers.checkpoint(run, 1, "3")).code());
    assertEquals(1, checkpoints());
    workers.finish(run, 2, new Outcome.Succeeded(null, 0), Workers.LogEnd.EMPTY);
    assertEquals(RunState.SUCCEEDED, engine.await(PROJECT, run, SOON).state());
    assertEquals(0, checkpoints(), "it goes with the run");
  }

  @Test
  void theDatabaseRefusesTheCheckpointOfAnAttemptThatHasBeenReplaced() throws InterruptedException {
    RunId run = new RunId(engine.submit(PROJECT, JobSpec.of("remote", "{}")).value());
    give("w");
    Stores stores = Stores.of(fixture.database);
    assertEquals(false, stores.attempts().saveCheckpoint(run, 7, "1"));
    assertEquals(true, stores.attempts().saveCheckpoint(run, 1, "1"));
  }

  @Test
  void whatACrashLeftIsRemoved() {
    JobId gone = engine.submit(PROJECT, JobSpec.of("nobody", "{}"));
    fixture.database.autocommit(sql ->
        sql.statement(
                "insert into checkpoint (shard, run, project, attempt, content) values (:shard, :run, 1, 1, '1')")
            .bind("shard", gone.shard())
            .bind("run", UUID.randomUUID())
            .update());
    assertEquals(1, Stores.of(fixture.database).attempts().forgetOrphans());
    assertEquals(0, checkpoints());
  }

  @Test
  void whatIsNoCheckpointIsRefused() throws InterruptedException {
    RunId run = new RunId(engine.submit(PROJECT, JobSpec.of("remote", "{}")).value());
    give("w");
    Workers workers = engine.workers();
    String most = "\"" + "x".repeat(JobLimits.CHECKPOINT_BYTES - 2) + "\"";
    workers.checkpoint(run, 1, most);
    assertEquals(Optional.of(most), workers.checkpoint(run, 1));
    assertEquals(
        "checkpoint_too_large",
        assertThrows(Problem.class, () -> workers.checkpoint(run, 1, most + " ")).code());
    for (String broken : List.of("", "{", "words", "{} {}")) {
      assertEquals(
          "invalid_checkpoint",
          assertThrows(Problem.class, () -> workers.checkpoint(run, 1, broken), broken).code());
    }
  }
}
