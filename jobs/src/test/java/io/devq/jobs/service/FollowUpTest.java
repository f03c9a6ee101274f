package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.jobs.EndedRun;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.FollowUps;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What follows a run is submitted with its end, exactly once.
@Timeout(120)
class FollowUpTest {

  private static final String PROJECT = "default";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// After each run of the type `work` whose payload says so.
  private static List<JobSpec> told(EndedRun run) {
    return run.spec().type().equals("work") && run.spec().tags().containsKey("tell")
        ? List.of(JobSpec.of("tell", "\"" + run.run() + " " + run.state() + "\""))
        : List.of();
  }

  @Test
  void eachRunThatIsToldOfIsToldOfOnce() throws Exception {
    int runs = 6_000;
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(runs / 3);
    Map<String, Handler> handlers =
        Map.of(
            "work",
            attempt -> {
              if (attempt.payload().equals("1")) {
                throw new FatalFailure("no");
              }
              return null;
            },
            "tell",
            attempt -> {
              heard.add(attempt.payload());
              all.countDown();
              return null;
            });
    try (EngineFixture fixture =
        new EngineFixture(EngineSettings.DEFAULT, handlers, FollowUpTest::told)) {
      List<JobSpec> specs =
          IntStream.range(0, runs)
              .mapToObj(i ->
                  JobSpec.of("work", Integer.toString(i % 2))
                      .withTags(i % 3 == 0 ? Map.of("tell", "yes") : Map.of()))
              .toList();
      List<JobId> jobs = fixture.engine().submitAll(PROJECT, specs);
      assertTrue(all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> heard.size() + " told");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < runs; i += 3) {
        RunId run = new RunId(jobs.get(i).value());
        RunState state = i % 2 == 0 ? RunState.SUCCEEDED : RunState.FAILED;
        assertEquals(state, fixture.engine().await(PROJECT, run, PATIENCE).state());
        expected.add("\"" + run + " " + state + "\"");
      }
      List<String> were = new ArrayList<>(heard);
      Collections.sort(expected);
      Collections.sort(were);
      assertEquals(expected, were);
    }
  }

  @Test
  void anEndThatIsNotAcceptedIsNotFollowed() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Handler waits =
        attempt -> {
          entered.countDown();
          go.await();
          return null;
        };
    try (EngineFixture fixture =
        new EngineFixture(EngineSettings.DEFAULT, Map.of("work", waits), FollowUps.NONE)) {
      JobId job = fixture.engine().submit(PROJECT, JobSpec.of("work", "{}"));
      assertTrue(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      Stores stores = Stores.of(fixture.database);
      Catalog.Queue queue = stores.catalog().queue(1, JobSpec.DEFAULT_QUEUE);
      LiveRun run = stores.runs().read(job.shard(), List.of(job.value())).getFirst();
      RunStore.EndedAttempt last =
          new RunStore.EndedAttempt(null, null, null, "WORK", null, null, null, 0, true);
      RunStore.NewRun next =
          new RunStore.NewRun(
              new IdSource(TimeSource.system()).next(job.shard()),
              Lane.of(queue.number(), JobSpec.of("next", "{}")),
              JobSpec.of("next", "{}"));
      RunStore.Ending stale =
          new RunStore.Ending(run, run.attempt() + 1, 1, "SUCCEEDED", last, null)
              .followedBy(List.of(next));
      RunStore.Moved moved = stores.runs().finishAndFollow(List.of(stale));
      assertEquals(List.of(false), moved.moved());
      assertEquals(List.of(), moved.hints());
      RunFilter ofNext = new RunFilter(null, null, null, "next", null);
      assertEquals(List.of(), fixture.engine().runs(PROJECT, ofNext, null, 10));
      go.countDown();
    }
  }
}
