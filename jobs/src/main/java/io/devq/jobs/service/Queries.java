package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.NodeId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.jobs.Job;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Node;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Run;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.Why;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.schedule.Fates;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.HistoryStore.FinalRun;
import io.devq.jobs.store.JobStore;
import io.devq.jobs.store.JobStore.JobRow;
import io.devq.jobs.store.JobVersion;
import io.devq.jobs.store.LedgerStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything one can ask the engine.
final class Queries {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Stores stores;
  private final RunViews views;
  private final Reasons reasons;
  private final Signboard over;
  private final DatabaseTime time;

  Queries(Dispatch dispatch, Stores stores, Signboard over, DatabaseTime time) {
    this.stores = stores;
    this.views = new RunViews(dispatch, stores, time);
    this.reasons = new Reasons(dispatch, stores, time);
    this.over = over;
    this.time = time;
  }

  Optional<Run> run(String project, RunId id) {
    int number = stores.catalog().project(project);
    Optional<Run> live = stores.history().live(number, id.shard(), id.value()).map(views::live);
    return live.isPresent()
        ? live
        : stores.history().ended(number, id.shard(), id.value()).map(views::ended);
  }

  List<Run> runs(String project, RunFilter filter, @Nullable UUID cursor, int limit) {
    int number = stores.catalog().project(project);
    int rows = Math.clamp(limit, 1, JobLimits.PAGE);
    UUID before = cursor == null ? HistoryStore.AFTER_ALL : cursor;
    Map<RunId, Run> found = new HashMap<>(); // what ends between the two looks is seen by both
    if (filter.outcomeClass() == null && (filter.state() == null || !filter.state().isFinal())) {
      stores.history().live(number, filter, before, rows, false).stream()
          .map(views::live)
          .forEach(run -> found.put(run.id(), run));
    }
    if (filter.state() == null || filter.state().isFinal()) {
      stores.history().ended(number, filter, before, rows, false).stream()
          .map(views::ended)
          .forEach(run -> found.put(run.id(), run));
    }
    return found.values().stream()
        .filter(run -> filter.state() == null || run.state() == filter.state())
        .sorted(Comparator.comparing((Run run) -> run.id().value(), LiveRun::compare).reversed())
        .limit(rows)
        .toList();
  }

  Optional<Job> job(String project, JobId id) {
    int number = stores.catalog().project(project);
    Optional<JobRow> recurring = stores.jobs().job(number, id.value());
    if (recurring.isPresent()) {
      return recurring.map(row -> recurring(project, row));
    }
    Optional<LiveRun> live =
        stores.history().live(number, id.shard(), id.value()).filter(run -> run.job() == null);
    if (live.isPresent()) {
      return live.map(run -> oneTime(run, true));
    }
    return stores
        .history()
        .ended(number, id.shard(), id.value())
        .filter(run -> run.job() == null)
        .map(this::oneTime);
  }

  /// Of the jobs asked for those that are there, by few questions.
  List<Job> jobs(String project, List<JobId> ids) {
    int number = stores.catalog().project(project);
    Map<UUID, Job> found = new HashMap<>();
    Map<Integer, List<UUID>> byShard =
        ids.stream()
            .map(JobId::value)
            .distinct()
            .collect(Collectors.groupingBy(Shards::of, TreeMap::new, Collectors.toList()));
    byShard.forEach((shard, ofShard) -> {
      stores.history().live(number, shard, ofShard).stream()
          .map(run -> oneTime(run, false))
          .forEach(job -> found.put(job.id().value(), job));
      List<UUID> missing = ofShard.stream().filter(id -> !found.containsKey(id)).toList();
      if (!missing.isEmpty()) {
        stores.history().ended(number, shard, missing).stream()
            .map(this::oneTime)
            .forEach(job -> found.put(job.id().value(), job));
      }
    });
    return ids.stream()
        .flatMap(
            id -> Optional.ofNullable(found.get(id.value())).or(() -> job(project, id)).stream())
        .toList();
  }

  private Job oneTime(LiveRun run, boolean withLog) {
    return oneTime(run.spec(), JobVersion.of(run), views.live(run, withLog));
  }

  private Job oneTime(FinalRun run) {
    return oneTime(run.spec(), JobVersion.of(run.spec(), run.due()), views.ended(run));
  }

  private static Job oneTime(JobSpec spec, String version, Run run) {
    boolean done = run.state().isFinal();
    return new Job(
        run.jobId(),
        run.project(),
        spec,
        done ? Job.State.DONE : Job.State.ACTIVE,
        version,
        run.times().createdAt(),
        run.times().createdAt(),
        null,
        done || run.state() == RunState.BLOCKED ? null : run.times().dueAt(),
        run.state() == RunState.RUNNING || run.state() == RunState.CLAIMED ? 1 : 0,
        run);
  }

  private Job recurring(String project, JobRow row) {
    List<Run> newest = runs(project, RunFilter.of(new JobId(row.id())), null, 10);
    long running =
        newest.stream()
            .filter(run -> run.state() == RunState.RUNNING || run.state() == RunState.CLAIMED)
            .count();
    return new Job(
        new JobId(row.id()),
        project,
        row.spec(),
        state(row, running),
        JobVersion.of(row),
        row.createdAt(),
        row.updatedAt(),
        pause(row),
        stores
            .jobs()
            .next(row.project(), row.id())
            .filter(next -> next.isBefore(Timetable.NEVER))
            .orElse(null),
        (int) running,
        newest.isEmpty() ? null : newest.getFirst());
  }

  /// A schedule that has ended leaves its last run to come to an end.
  private static Job.State state(JobRow row, long running) {
    Job.State state = Job.State.valueOf(row.state());
    return state == Job.State.DONE && running > 0 ? Job.State.ACTIVE : state;
  }

  private static Job.@Nullable Pause pause(JobRow row) {
    JobStore.Paused paused = row.paused();
    return paused == null ? null : new Job.Pause(paused.at(), paused.by(), paused.note());
  }

  Optional<Job> jobNamed(String project, String name) {
    int number = stores.catalog().project(project);
    return stores
        .keys()
        .named(number, name)
        .flatMap(holder -> job(project, new JobId(holder)))
        .filter(job -> job.state() == Job.State.ACTIVE || job.state() == Job.State.PAUSED);
  }

  List<Job> jobs(
      String project,
      RunFilter filter,
      Job.@Nullable State state,
      @Nullable JobId cursor,
      int limit) {
    int number = stores.catalog().project(project);
    int rows = Math.clamp(limit, 1, JobLimits.PAGE);
    UUID before = cursor == null ? HistoryStore.AFTER_ALL : cursor.value();
    Map<JobId, Job> found = new HashMap<>(); // what ends between the two looks is seen by both
    RunFilter any = filter.withState(null);
    stores.jobs().jobs(number, any, state, before, rows).stream()
        .map(row -> recurring(project, row))
        .forEach(job -> found.put(job.id(), job));
    if (state == null || state == Job.State.ACTIVE) {
      stores.history().live(number, any, before, rows, true).stream()
          .map(run -> oneTime(run, true))
          .forEach(job -> found.put(job.id(), job));
    }
    if (state == null || state == Job.State.DONE) {
      stores.history().ended(number, any, before, rows, true).stream()
          .map(this::oneTime)
          .forEach(job -> found.put(job.id(), job));
    }
    return found.values().stream()
        .sorted(Comparator.comparing((Job job) -> job.id().value(), LiveRun::compare).reversed())
        .limit(rows)
        .toList();
  }

  List<Occurrence> occurrences(String project, JobId job, @Nullable Instant before, int limit) {
    int number = stores.catalog().project(project);
    int rows = Math.clamp(limit, 1, JobLimits.PAGE);
    Instant end = before == null ? Timetable.NEVER : before;
    List<Occurrence> ledger = new ArrayList<>();
    openPause(number, job)
        .filter(range -> range.from().isBefore(end))
        .ifPresent(range -> ledger.add(occurrence(range)));
    for (LedgerStore.Ran ran : stores.ledger().ran(number, job.value(), end, rows)) {
      ledger.add(
          new Occurrence(
              ran.nominal(),
              ran.nominal(),
              1,
              Occurrence.Fate.RUN,
              null,
              null,
              new RunId(ran.run())));
    }
    stores.ledger().passed(number, job.value(), end, rows).stream()
        .map(Queries::occurrence)
        .forEach(ledger::add);
    return ledger.stream()
        .sorted(Comparator.comparing(Occurrence::from).reversed())
        .limit(rows)
        .toList();
  }

  private static Occurrence occurrence(Fates.Passed range) {
    return new Occurrence(
        range.from(),
        range.to(),
        range.count(),
        range.reason().fate(),
        range.reason(),
        range.note(),
        null);
  }

  /// What has passed so far of a job that is paused.
  private Optional<Fates.Passed> openPause(int project, JobId job) {
    return stores
        .jobs()
        .job(project, job.value())
        .map(row -> ScheduleDesk.passedWhilePaused(row, time.now()));
  }

  List<Node> nodes() {
    Map<UUID, Integer> shards = new HashMap<>();
    for (OwnershipStore.Lease lease : stores.ownership().leases()) {
      if (lease.node() != null) {
        shards.merge(lease.node(), 1, Integer::sum);
      }
    }
    return stores.ownership().nodes().stream()
        .map(node ->
            new Node(
                new NodeId(node.id()),
                node.name(),
                node.address(),
                shards.getOrDefault(node.id(), 0),
                node.startedAt(),
                node.seenAt()))
        .toList();
  }

  Why why(String project, RunId id) {
    return reasons.of(require(project, id));
  }

  Run await(String project, RunId id, Duration atMost) throws InterruptedException {
    long until = time.nanos() + atMost.toNanos();
    while (true) {
      long seen = over.seen(id.value());
      Run run = require(project, id);
      long left = until - time.nanos();
      if (run.state().isFinal() || left <= 0) {
        return run;
      }
      over.await(id.value(), seen, Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
    }
  }

  Run require(String project, RunId id) {
    return run(project, id)
        .orElseThrow(() -> Problem.notFound("unknown_run", "There is no run " + id + "."));
  }

  Job require(String project, JobId id) {
    return job(project, id)
        .orElseThrow(() -> Problem.notFound("unknown_job", "There is no job " + id + "."));
  }
}
