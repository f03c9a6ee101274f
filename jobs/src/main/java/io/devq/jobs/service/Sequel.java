package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.jobs.EndedRun;
import io.devq.jobs.FollowUps;
import io.devq.jobs.JobSpec;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedule;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore.Ending;
import io.devq.jobs.store.RunStore.NewRun;
import java.util.List;

/// Asks what follows when runs end, and gives it ids and lanes. What follows lives in the shard of
/// what it follows, so that both are written to one place.
final class Sequel {

  private final Catalog catalog;
  private final IdSource ids;
  private final DatabaseTime time;
  private volatile FollowUps followUps = FollowUps.NONE;

  Sequel(Catalog catalog, IdSource ids, DatabaseTime time) {
    this.catalog = catalog;
    this.ids = ids;
    this.time = time;
  }

  /// Asks this one from now on.
  void ask(FollowUps asked) {
    this.followUps = asked;
  }

  /// The ending with what follows it.
  Ending of(Ending ending) {
    FollowUps asked = followUps;
    if (asked.equals(FollowUps.NONE)) {
      return ending;
    }
    List<JobSpec> next = asked.after(ended(ending));
    return next.isEmpty()
        ? ending
        : ending.followedBy(
            next.stream().limit(FollowUps.MOST).map(spec -> newRun(ending.run(), spec)).toList());
  }

  private NewRun newRun(LiveRun after, JobSpec spec) {
    if (spec.schedule() instanceof Schedule.Recurring) {
      throw new IllegalArgumentException("only jobs that run once can follow a run");
    }
    int queue = catalog.queue(after.project(), spec.queue()).number();
    return new NewRun(ids.next(Shards.of(after.id())), Lane.of(queue, spec), spec);
  }

  private EndedRun ended(Ending ending) {
    LiveRun run = ending.run();
    return new EndedRun(
        catalog.projectName(run.project()),
        new JobId(run.jobId()),
        new RunId(run.id()),
        run.job() != null,
        run.spec(),
        ending.attempts(),
        RunState.valueOf(ending.state()),
        OutcomeClass.valueOf(ending.last().outcomeClass()),
        ending.last().reason(),
        ending.last().exitCode(),
        run.nominal(),
        run.due(),
        ending.last().startedAt(),
        time.now());
  }
}
