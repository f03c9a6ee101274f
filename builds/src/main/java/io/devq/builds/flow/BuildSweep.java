package io.devq.builds.flow;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Loop;
import io.devq.base.TimeSource;
import io.devq.builds.BuildLimits;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildRows.Unattended;
import io.devq.builds.store.BuildStore;
import io.devq.builds.store.StepRow;
import io.devq.jobs.Jobs;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Finds builds that nobody takes on their way, because a process died between noting the build and
/// submitting its job, or because that job has ended without it, and submits a job for them. For a
/// [Loop].
public final class BuildSweep implements Loop.Task {

  /// How long a build is left alone.
  public static final Duration UNATTENDED = Duration.ofSeconds(30);

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int BATCH = 100;

  private final BuildStore store;
  private final BuildJobs jobs;
  private final Duration unattended;
  private final IdSource ids = new IdSource(TimeSource.system());

  /// A sweep of the builds in `store`, which run on `engine`.
  public BuildSweep(BuildStore store, Jobs engine) {
    this(store, engine, UNATTENDED);
  }

  BuildSweep(BuildStore store, Jobs engine, Duration unattended) {
    this.store = store;
    this.jobs = new BuildJobs(engine);
    this.unattended = unattended;
  }

  @Override
  public Duration runOnce() {
    return sweep() == BATCH ? Duration.ZERO : PERIOD;
  }

  /// Looks after builds that seem left.
  ///
  /// @return how many it looked at
  int sweep() {
    List<Unattended> left = store.builds().unattended(unattended, BATCH);
    left.forEach(this::look);
    return left.size();
  }

  private void look(Unattended build) {
    Optional<Run> run = jobs.run(build.project(), build.job());
    if (run.isEmpty()) {
      jobs.submitBuild(build.project(), build.id(), build.job());
    } else if (run.get().state().isFinal()) {
      takeUp(build, run.get());
    }
    store.builds().attend(build.project(), build.id());
  }

  private void takeUp(Unattended build, Run ended) {
    if (build.restarts() >= BuildLimits.RESTARTS) {
      giveUp(build, ended);
      return;
    }
    if (ended.state() == RunState.CANCELLED && build.cancelledBy() == null) {
      store.builds().askCancel(build.project(), build.id(), "whoever cancelled " + ended.id());
    }
    JobId job = new JobId(ids.next());
    if (store.builds().restart(build, job)) {
      jobs.submitBuild(build.project(), build.id(), job);
    }
  }

  private void giveUp(Unattended build, Run ended) {
    for (StepRow step : store.steps().list(build.project(), List.of(build.id()))) {
      if (step.state() == StepState.SUBMITTED) {
        jobs.cancel(build.project(), step.job(), "DevQ");
        store.steps().abandon(build.project(), step, "DevQ gave the build up.");
      }
    }
    store.builds().find(build.project(), build.id()).ifPresent(row -> fail(row, ended));
  }

  private void fail(BuildRow build, Run ended) {
    if (build.state().isFinal()) {
      return;
    }
    store.steps().endBlocked(build, StepState.SKIPPED, "DevQ gave the build up.");
    boolean _ =
        store
            .builds()
            .move(
                build,
                BuildState.FAILED,
                "DevQ took this build up "
                    + BuildLimits.RESTARTS
                    + " times and failed each time; the last time: "
                    + ended.reason());
  }
}
