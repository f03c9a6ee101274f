package io.devq.builds.flow;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.base.Transaction;
import io.devq.jobs.Contents;
import io.devq.jobs.Dependency;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.ManyRuns;
import io.devq.jobs.Node;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Once;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Run;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunLogs;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedules;
import io.devq.jobs.Why;
import io.devq.jobs.Workers;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The part of the engine that builds use, in memory: one-time jobs by id, their runs, cancelling
/// and waiting. What it holds outlives the "process" under test, as a database would.
final class FakeJobs implements Jobs {

  private final IdSource ids = new IdSource(TimeSource.system());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<JobId, Entry> entries = new LinkedHashMap<>();
  private final List<JobId> submits = new ArrayList<>();

  /// A job and where its run is.
  static final class Entry {
    final JobId id;
    final String project;
    final JobSpec spec;
    RunState state = RunState.QUEUED;
    int attempt = 1;
    @Nullable String reason;
    @Nullable Integer exitCode;
    @Nullable String cancelledBy;

    Entry(JobId id, String project, JobSpec spec) {
      this.id = id;
      this.project = project;
      this.spec = spec;
    }

    RunId run() {
      return new RunId(id.value());
    }
  }

  @Override
  public JobId submit(String project, JobSpec spec) {
    JobId id = spec.id() == null ? new JobId(ids.next()) : spec.id();
    lock.lock();
    try {
      submits.add(id);
      Entry there = entries.get(id);
      if (there == null || there.state.isFinal()) {
        entries.put(id, new Entry(id, project, spec));
      }
      changed.signalAll();
      return id;
    } finally {
      lock.unlock();
    }
  }

  /// How often jobs of a type were really accepted.
  List<Entry> ofType(String type) {
    lock.lock();
    try {
      return entries.values().stream().filter(entry -> entry.spec.type().equals(type)).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a queued job of this type is there, takes it, and sets it RUNNING.
  Entry take(String type) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        for (Entry entry : entries.values()) {
          if (entry.spec.type().equals(type) && entry.state == RunState.QUEUED) {
            entry.state = RunState.RUNNING;
            return entry;
          }
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends a run, unless it has ended.
  void end(Entry entry, RunState state, @Nullable Integer exitCode) {
    lock.lock();
    try {
      if (!entry.state.isFinal()) {
        entry.state = state;
        entry.exitCode = exitCode;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Loses the worker: another attempt follows.
  void lose(Entry entry) {
    lock.lock();
    try {
      entry.attempt++;
      entry.state = RunState.QUEUED;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel(String project, RunId run, String by) {
    lock.lock();
    try {
      Entry entry = require(project, run);
      entry.cancelledBy = by;
      if (!entry.state.isFinal()) {
        entry.state = RunState.CANCELLED;
        entry.reason = "cancelled by " + by;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private Entry require(String project, RunId run) {
    Entry entry = entries.get(new JobId(run.value()));
    if (entry == null || !entry.project.equals(project)) {
      throw Problem.notFound("unknown_run", "There is no " + run + ".");
    }
    return entry;
  }

  @Override
  public Optional<Run> run(String project, RunId run) {
    lock.lock();
    try {
      Entry entry = entries.get(new JobId(run.value()));
      return Optional.ofNullable(entry)
          .filter(there -> there.project.equals(project))
          .map(this::view);
    } finally {
      lock.unlock();
    }
  }

  private Run view(Entry entry) {
    var now = TimeSource.system().now();
    return new Run(
        entry.run(),
        entry.id,
        entry.project,
        null,
        entry.spec.type(),
        entry.spec.queue(),
        "one-time",
        entry.state,
        entry.reason,
        entry.state == RunState.FAILED ? OutcomeClass.WORK : null,
        entry.spec.priority(),
        entry.attempt,
        entry.spec.retry().maxAttempts(),
        null,
        new Run.Times(null, now, now, null, null, null, null),
        new Run.Work(null, null, null, entry.exitCode, null, null, 0, true));
  }

  @Override
  public Run await(String project, RunId run, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      Entry entry = require(project, run);
      long left = TimeUnit.MILLISECONDS.toNanos(atMost.toMillis());
      while (!entry.state.isFinal() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return view(entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Node> nodes() {
    return List.of();
  }

  @Override
  public Workers workers() {
    return (Workers)
        Proxy.newProxyInstance(
            Workers.class.getClassLoader(),
            new Class<?>[] {Workers.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("requireCurrent")) {
                throw new UnsupportedOperationException(method.getName());
              }
              requireCurrent((RunId) arguments[0], (int) arguments[1]);
              return null;
            });
  }

  private void requireCurrent(RunId run, int attempt) {
    lock.lock();
    try {
      Entry entry = entries.get(new JobId(run.value()));
      if (entry == null || entry.attempt != attempt || entry.state != RunState.RUNNING) {
        throw Problem.fenced("attempt_replaced", "Another attempt has taken over.");
      }
    } finally {
      lock.unlock();
    }
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("builds do not use this");
  }

  @Override
  public List<JobId> submitAll(String project, List<JobSpec> specs) {
    throw unused();
  }

  @Override
  public List<JobId> submitOnce(String project, Once once, List<JobSpec> specs) {
    throw unused();
  }

  @Override
  public List<JobId> submitGroup(
      String project,
      List<JobSpec> jobs,
      JobSpec completion,
      Dependency.When when,
      @Nullable Once once) {
    throw unused();
  }

  @Override
  public List<JobId> submitIn(Transaction transaction, String project, List<JobSpec> specs) {
    throw unused();
  }

  @Override
  public ManyRuns many() {
    throw unused();
  }

  @Override
  public void committed(List<JobId> jobs) {
    throw unused();
  }

  @Override
  public List<Job> jobs(String project, List<JobId> jobs) {
    throw unused();
  }

  @Override
  public Job update(String project, JobId job, JobSpec spec, @Nullable String ifVersion) {
    throw unused();
  }

  @Override
  public void pause(String project, JobId job, String by, @Nullable String note) {
    throw unused();
  }

  @Override
  public void resume(String project, JobId job) {
    throw unused();
  }

  @Override
  public RunId trigger(String project, JobId job) {
    throw unused();
  }

  @Override
  public void delete(String project, JobId job) {
    throw unused();
  }

  @Override
  public RunId rerun(String project, RunId run, @Nullable String payload, @Nullable Once once) {
    throw unused();
  }

  @Override
  public Optional<Job> job(String project, JobId job) {
    throw unused();
  }

  @Override
  public Optional<Job> jobNamed(String project, String name) {
    throw unused();
  }

  @Override
  public List<Job> jobs(
      String project,
      RunFilter filter,
      Job.@Nullable State state,
      @Nullable JobId cursor,
      int limit) {
    throw unused();
  }

  @Override
  public List<Run> runs(String project, RunFilter filter, @Nullable RunId cursor, int limit) {
    throw unused();
  }

  @Override
  public List<Occurrence> occurrences(
      String project, JobId job, @Nullable Instant before, int limit) {
    throw unused();
  }

  @Override
  public Schedules schedules() {
    throw unused();
  }

  @Override
  public Why why(String project, RunId run) {
    throw unused();
  }

  @Override
  public RunEvents events() {
    throw unused();
  }

  @Override
  public RunLogs logs() {
    throw unused();
  }

  @Override
  public Contents contents() {
    throw unused();
  }
}
