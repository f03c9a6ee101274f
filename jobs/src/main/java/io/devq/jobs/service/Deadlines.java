package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.Loop;
import io.devq.base.RunId;
import io.devq.base.Service;
import io.devq.base.Shards;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Notices;
import io.devq.jobs.Notify;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.DeadlineStore;
import io.devq.jobs.store.DeadlineStore.Success;
import io.devq.jobs.store.DeadlineStore.Watch;
import io.devq.jobs.store.JobStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Judges while time passes, not when a run ends: a run that has not ended within `finishWithin` of
/// being due is late; a job without a success for `mustSucceedWithin` is missed, once, and
/// recovered when it succeeds again. What has been told is remembered in the database.
final class Deadlines implements Service {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /// Late runs and missed jobs of one pass.
  private static final int MOST = 500;

  private final Dispatch dispatch;
  private final Stores stores;
  private final DeadlineStore deadlines;
  private final DatabaseTime time;
  private final EventRing events;
  private final Loop loop = new Loop("devq-deadlines", this::runOnce);

  /// Watched jobs that have just succeeded.
  private final Map<UUID, Success> succeeded = new ConcurrentHashMap<>();

  private volatile Notices notices = Notices.NONE;

  Deadlines(Dispatch dispatch, Stores stores, DatabaseTime time, EventRing events) {
    this.dispatch = dispatch;
    this.stores = stores;
    this.deadlines = stores.deadlines();
    this.time = time;
    this.events = events;
  }

  /// Tells these from now on.
  void tell(Notices notices) {
    this.notices = notices;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// Runs have ended.
  void ended(List<RunStore.Ending> endings) {
    for (RunStore.Ending ending : endings) {
      LiveRun run = ending.run();
      if (run.job() != null
          && run.spec().limits().mustSucceedWithin() != null
          && ending.state().equals("SUCCEEDED")) {
        succeeded.put(run.job(), new Success(run.id(), time.now()));
      }
    }
  }

  /// Judges what is due for it.
  Duration runOnce() {
    List<Integer> shards = dispatch.shards();
    if (shards.isEmpty()) {
      return PERIOD;
    }
    boolean more = late(shards);
    Map<UUID, Success> news = new HashMap<>(succeeded);
    for (Watch watch : deadlines.missed(shards, MOST)) {
      Success success = news.get(watch.job());
      if (success == null) {
        judge(watch);
      } else if (watch.told()) {
        recovered(watch, success);
      }
    }
    note(news);
    return more ? Duration.ZERO : PERIOD;
  }

  /// Successes are noted in passes, so that a job that succeeds each second costs one row a pass.
  private void note(Map<UUID, Success> news) {
    Map<Integer, Map<UUID, Success>> byShard = new HashMap<>();
    news.forEach((job, success) ->
        byShard.computeIfAbsent(Shards.of(job), _ -> new HashMap<>()).put(job, success));
    byShard.forEach(deadlines::succeeded);
    news.forEach(succeeded::remove);
  }

  private boolean late(List<Integer> shards) {
    List<LiveRun> late = deadlines.late(shards, MOST);
    Map<Integer, List<LiveRun>> byShard =
        late.stream().collect(Collectors.groupingBy(LiveRun::shard));
    byShard.forEach((shard, runs) -> {
      runs.forEach(this::tellLate);
      deadlines.lateTold(shard, runs.stream().map(LiveRun::id).toList());
    });
    return late.size() == MOST;
  }

  private void tellLate(LiveRun run) {
    tell(
        run.project(),
        Notify.On.LATE,
        run.spec(),
        new JobId(run.jobId()),
        new RunId(run.id()),
        run.nominal() == null ? run.createdAt() : run.nominal(),
        "it has not ended within " + run.spec().limits().finishWithin() + " of being due");
  }

  /// The watch may know less than history does: a success may have come just before a crash.
  private void judge(Watch watch) {
    Optional<Success> success = deadlines.success(watch);
    boolean inTime =
        success.isPresent() && success.get().at().plus(watch.within()).isAfter(time.now());
    if (success.isPresent() && (inTime || watch.told())) {
      if (watch.told()) {
        recovered(watch, success.get());
      }
      deadlines.succeeded(watch.shard(), Map.of(watch.job(), success.get()));
    } else if (!watch.told()) {
      missed(watch);
    }
  }

  private void missed(Watch watch) {
    spec(watch)
        .ifPresent(spec ->
            tell(
                watch.project(),
                Notify.On.MISSED,
                spec,
                new JobId(watch.job()),
                null,
                watch.since(),
                "it has not succeeded within " + watch.within() + ", since " + watch.since()));
    deadlines.missedTold(watch);
  }

  private void recovered(Watch watch, Success success) {
    spec(watch)
        .ifPresent(spec ->
            tell(
                watch.project(),
                Notify.On.RECOVERED,
                spec,
                new JobId(watch.job()),
                new RunId(success.run()),
                success.at(),
                "it has succeeded again"));
  }

  private Optional<JobSpec> spec(Watch watch) {
    return stores.jobs().job(watch.project(), watch.job()).map(JobStore.JobRow::spec);
  }

  private void tell(
      int project,
      Notify.On what,
      JobSpec spec,
      JobId job,
      @Nullable RunId run,
      Instant about,
      String reason) {
    String name = stores.catalog().projectName(project);
    notices.tell(new Notices.Notice(name, what, spec, job, run, about, reason));
    events.add(project, what, spec, job, run);
  }
}
