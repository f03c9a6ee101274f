package io.devq.builds.flow;

import static io.devq.builds.flow.Workshop.PROJECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.BuildId;
import io.devq.builds.Build;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.jobs.Jobs;
import io.devq.jobs.RunState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a build's job before and after each of its uses of the database and of the engine, one
/// after the other, and lets the next attempt go on.
class BuildCrashTest {

  private static final String PIPELINE =
      "steps: {a: make a, b: {needs: [a], run: make b, artifacts: [app]}}";

  @TempDir private Path folder;

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// Dies at the n-th thing it is told of, and stays dead.
  private static final class Life {
    private final AtomicInteger left;

    Life(int length) {
      this.left = new AtomicInteger(length);
    }

    void passes() {
      if (left.decrementAndGet() < 0) {
        throw new Died();
      }
    }

    boolean over() {
      return left.get() < 0;
    }

    // what a dead process held, such as a connection, is let go of
    private Object survived(Object result) throws Exception {
      try {
        passes();
        return result;
      } catch (Died death) {
        if (result instanceof AutoCloseable held) {
          held.close();
        }
        throw death;
      }
    }

    <T> T mortal(T whole, Class<T> door) {
      return door.cast(
          Proxy.newProxyInstance(
              door.getClassLoader(),
              new Class<?>[] {door},
              (_, method, arguments) -> {
                try {
                  passes();
                  return survived(method.invoke(whole, arguments));
                } catch (InvocationTargetException failure) {
                  throw failure.getCause();
                }
              }));
    }
  }

  private static void work(Workshop shop, FakeJobs.Entry step) throws java.io.IOException {
    if (step.spec.payload().contains("make b")) {
      var _ = shop.upload(step, "app", "the program");
    }
    shop.engine.end(step, RunState.SUCCEEDED, 0);
  }

  /// Runs the build with a job that dies at its n-th use of anything, and then with one that lives.
  ///
  /// @return whether it died
  private static boolean dies(Workshop shop, BuildId id, int at) throws InterruptedException {
    Life life = new Life(at);
    BuildHandler mortal =
        shop.handler(
            data -> life.mortal(data, DataSource.class), jobs -> life.mortal(jobs, Jobs.class));
    try {
      String _ = mortal.run(Workshop.attempt(id, 1));
    } catch (RuntimeException death) {
      assertTrue(life.over(), death::toString);
    }
    return life.over();
  }

  @Test
  void whereverItsJobDiesTheBuildSucceedsWithEachStepRunOnce() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      shop.startRunner(step -> work(shop, step));
      int steps = 0;
      int deaths = 0;
      boolean died = true;
      for (int at = 0; died; at++) {
        BuildId id = shop.builds.request(PROJECT, BuildRequest.manual("shop", null, null, null));
        died = dies(shop, id, at);
        deaths += died ? 1 : 0;
        Build build = shop.finish(id);
        assertEquals(BuildState.SUCCEEDED, build.state(), "death " + at + ": " + build.reason());
        assertEquals(1, build.artifacts().size());
        assertTrue(shop.announced.stream().anyMatch(told -> told.id().equals(id)), "death " + at);
        steps += 2;
        assertEquals(steps, shop.engine.ofType(BuildJobs.STEP).size(), "death " + at);
      }
      assertTrue(deaths > 20, deaths + " deaths");
    }
  }

  @Test
  void whereverItsJobDiesACancelledBuildEndsCancelled() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      boolean died = true;
      for (int at = 0; died; at++) {
        BuildId id = shop.builds.request(PROJECT, BuildRequest.manual("shop", null, null, null));
        Thread first = shop.start(() -> shop.handler().run(Workshop.attempt(id, 1)));
        FakeJobs.Entry step = shop.engine.take(BuildJobs.STEP);
        first.interrupt();
        first.join();
        shop.store.builds().askCancel(PROJECT, id, "ana");
        died = dies(shop, id, at);
        Build build = shop.finish(id);
        assertEquals(BuildState.CANCELLED, build.state(), "death " + at);
        assertEquals(RunState.CANCELLED, step.state);
        assertTrue(build.steps().stream().allMatch(s -> s.state() == StepState.CANCELLED));
      }
    }
  }

  @Test
  void aBuildWhoseJobWasNeverSubmittedIsFound() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      Life life = new Life(0);
      StoredBuilds dying =
          new StoredBuilds(
              shop.store,
              life.mortal(shop.engine, Jobs.class),
              shop.sources,
              new io.devq.base.IdSource(io.devq.base.TimeSource.system()));
      try {
        var _ = dying.request(PROJECT, BuildRequest.manual("shop", null, null, "d"));
      } catch (Died _) {
        // between the row and the job
      }
      assertTrue(shop.engine.ofType(BuildJobs.BUILD).isEmpty());
      BuildId id = shop.builds.request(PROJECT, BuildRequest.manual("shop", null, null, "d"));
      BuildSweep sweep = new BuildSweep(shop.store, shop.engine, Duration.ZERO);
      assertEquals(1, sweep.sweep());
      assertEquals(1, shop.engine.ofType(BuildJobs.BUILD).size());
      assertEquals(
          "{\"build\":\"" + id + "\"}",
          shop.engine.ofType(BuildJobs.BUILD).getFirst().spec.payload());
    }
  }

  @Test
  void aBuildWhoseJobEndedWithoutItIsTakenUpAgainAFewTimes() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId id = shop.builds.request(PROJECT, BuildRequest.manual("shop", null, null, null));
      BuildSweep sweep = new BuildSweep(shop.store, shop.engine, Duration.ZERO);
      for (int i = 0; i <= io.devq.builds.BuildLimits.RESTARTS; i++) {
        assertEquals(BuildState.QUEUED, shop.build(id).state());
        shop.engine.end(shop.engine.take(BuildJobs.BUILD), RunState.FAILED, null);
        assertEquals(1, sweep.sweep());
      }
      assertEquals(BuildState.FAILED, shop.build(id).state());
      assertEquals(0, sweep.sweep());
    }
  }

  @Test
  void cancellingABuildsOwnJobCancelsTheBuild() throws Exception {
    try (Workshop shop = new Workshop(folder, PIPELINE)) {
      BuildId id = shop.builds.request(PROJECT, BuildRequest.manual("shop", null, null, null));
      shop.engine.cancel(PROJECT, shop.engine.take(BuildJobs.BUILD).run(), "ana");
      BuildSweep sweep = new BuildSweep(shop.store, shop.engine, Duration.ZERO);
      assertEquals(1, sweep.sweep());
      assertEquals(BuildState.CANCELLED, shop.finish(id).state());
    }
  }
}
