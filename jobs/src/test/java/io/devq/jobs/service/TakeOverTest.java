package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TakeOverTest {

  private static final String PROJECT = "default";
  private static final Workers.Registration AGENT =
      new Workers.Registration("agent", Set.of("remote"), Set.of(), 4, "test");

  private static Workers.Orders sync(
      JobEngine engine, WorkerId worker, int session, Workers.Held... held)
      throws InterruptedException {
    Workers.Report report = new Workers.Report(session, List.of(held), 4, false);
    return engine.workers().sync(worker, report, Duration.ofSeconds(2));
  }

  @Test
  void aWorkerThatStillHoldsItsAttemptKeepsItWhenTheNodeComesBack() throws InterruptedException {
    try (EngineFixture fixture = new EngineFixture(EngineSettings.DEFAULT, Map.of())) {
      JobEngine before = fixture.engine();
      WorkerId worker = before.workers().register(PROJECT, AGENT);
      before.submit(PROJECT, JobSpec.of("remote", "{}"));
      RunId run = sync(before, worker, 1).start().getFirst().run();

      JobEngine after = fixture.restart(EngineSettings.DEFAULT, Map.of());
      assertEquals(worker, after.workers().register(PROJECT, AGENT));
      Workers.Orders orders = sync(after, worker, 1, new Workers.Held(run, 1, null));
      assertTrue(orders.cancel().isEmpty(), "the attempt is adopted");
      after.workers().finish(run, 1, new Outcome.Succeeded(null, 0), Workers.LogEnd.EMPTY);
      assertEquals(1, after.run(PROJECT, run).orElseThrow().attempt());
    }
  }

  @Test
  void aWorkerThatComesBackEmptyLosesItsAttemptAtOnce() throws InterruptedException {
    try (EngineFixture fixture = new EngineFixture(EngineSettings.DEFAULT, Map.of())) {
      JobEngine engine = fixture.engine();
      WorkerId worker = engine.workers().register(PROJECT, AGENT);
      JobId job = engine.submit(PROJECT, JobSpec.of("remote", "{}"));
      RunId run = sync(engine, worker, 1).start().getFirst().run();
      assertEquals(job.value(), run.value());

      engine.workers().register(PROJECT, AGENT);
      Workers.Assignment again = null;
      for (int session = 1; again == null; session++) {
        again = sync(engine, worker, session).start().stream().findFirst().orElse(null);
      }
      assertEquals(run, again.run());
      assertEquals(2, again.attempt());
    }
  }

  @Test
  void aCancelledRunWhoseWorkerIsLostStaysCancelled() throws InterruptedException {
    try (EngineFixture fixture =
        new EngineFixture(EngineSettings.DEFAULT.withSilence(Duration.ofSeconds(2)), Map.of())) {
      JobEngine engine = fixture.engine();
      WorkerId worker = engine.workers().register(PROJECT, AGENT);
      engine.submit(PROJECT, JobSpec.of("remote", "{}"));
      RunId run = sync(engine, worker, 1).start().getFirst().run();
      engine.cancel(PROJECT, run, "ana");
      Run over = engine.await(PROJECT, run, Duration.ofSeconds(20));
      assertEquals(RunState.CANCELLED, over.state());
      assertEquals(1, over.attempt());
    }
  }

  @Test
  void whatWaitedAndWhatRanInsideTheNodeGoesOnAfterARestart() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    Map<String, Handler> blocks =
        Map.of(
            "work",
            _ -> {
              entered.countDown();
              new CountDownLatch(1).await();
              return null;
            });
    try (EngineFixture fixture = new EngineFixture(EngineSettings.DEFAULT, blocks)) {
      JobId running = fixture.engine().submit(PROJECT, JobSpec.of("work", "{}"));
      JobId later =
          fixture
              .engine()
              .submit(
                  PROJECT,
                  JobSpec.of("work", "{}").withSchedule(new Schedule.After(Duration.ofSeconds(1))));
      entered.await();
      JobEngine after = fixture.restart(EngineSettings.DEFAULT, Map.of("work", _ -> "\"done\""));
      for (JobId job : List.of(running, later)) {
        Run run = after.await(PROJECT, new RunId(job.value()), Duration.ofSeconds(20));
        assertEquals(RunState.SUCCEEDED, run.state());
      }
      Run interrupted = after.run(PROJECT, new RunId(running.value())).orElseThrow();
      assertEquals(2, interrupted.attempt());
    }
  }
}
