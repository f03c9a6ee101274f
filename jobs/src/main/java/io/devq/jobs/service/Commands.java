package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.jobs.Job;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Run;
import io.devq.jobs.Schedule;
import io.devq.jobs.Sharing;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import io.devq.jobs.store.SubmissionStore.Accepted;
import io.devq.jobs.store.SubmissionStore.Request;
import io.devq.jobs.store.SubmissionStore.RequestKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything one can tell the engine to do.
final class Commands {

  private static final int RUNS_OF_ONE_SHARD = 1_000;

  private final Stores stores;
  private final Queries queries;
  private final SignalDesk signals;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Consumer<List<RunStore.Hint>> hints;

  Commands(
      Stores stores,
      Queries queries,
      SignalDesk signals,
      IdSource ids,
      DatabaseTime time,
      Consumer<List<RunStore.Hint>> hints) {
    this.stores = stores;
    this.queries = queries;
    this.signals = signals;
    this.ids = ids;
    this.time = time;
    this.hints = hints;
  }

  List<JobId> submitOnce(String project, String key, String hash, List<JobSpec> specs) {
    if (key.isBlank() || key.length() > JobLimits.NAME_CHARS) {
      throw Problem.invalid(
          "invalid_idempotency_key",
          "An Idempotency-Key has 1 to " + JobLimits.NAME_CHARS + " characters.");
    }
    return submit(project, specs, new RequestKey(key, hash));
  }

  List<JobId> submit(String project, List<JobSpec> specs, @Nullable RequestKey once) {
    if (specs.isEmpty() || specs.size() > JobLimits.BATCH) {
      throw Problem.invalid("invalid_batch", "A batch has 1 to " + JobLimits.BATCH + " jobs.");
    }
    int number = stores.catalog().project(project);
    Accepted accepted = stores.submissions().accept(number, requests(specs), once);
    if (!accepted.hints().isEmpty()) {
      hints.accept(accepted.hints());
    }
    accepted.recurring().forEach(job -> signals.scheduleChanged(number, job));
    return accepted.ids();
  }

  /// Chooses ids. Jobs that no key ties to a shard go to one shard a thousand, so that their insert
  /// is one statement.
  private List<Request> requests(List<JobSpec> specs) {
    List<Request> requests = new ArrayList<>(specs.size());
    int shard = 0;
    for (int i = 0; i < specs.size(); i++) {
      if (i % RUNS_OF_ONE_SHARD == 0) {
        shard = ThreadLocalRandom.current().nextInt(Shards.COUNT);
      }
      requests.add(request(specs.get(i), shard));
    }
    return requests;
  }

  private Request request(JobSpec spec, int shard) {
    UUID id;
    if (spec.id() != null) {
      id = spec.id().value();
    } else {
      String key = homeKey(spec);
      id = ids.next(key == null ? shard : Shards.ofKey(key));
    }
    if (!(spec.schedule() instanceof Schedule.Recurring recurring)) {
      return new Request(id, spec, null);
    }
    Instant now = time.now();
    return new Request(id, spec, firstFiring(new Timetable(recurring), recurring, now));
  }

  /// The key whose shard a job lives in, so that one owner knows all runs that the key ties
  /// together; null when none does.
  private static @Nullable String homeKey(JobSpec spec) {
    Sharing sharing = spec.sharing();
    if (sharing.orderKey() != null) {
      return sharing.orderKey();
    }
    if (sharing.concurrency() != null) {
      return sharing.concurrency().key();
    }
    return sharing.rate() != null
        ? sharing.rate().key()
        : spec.unique() == null ? null : spec.unique().key();
  }

  private static Instant firstFiring(
      Timetable timetable, Schedule.Recurring schedule, Instant now) {
    return schedule instanceof Schedule.Every every
        ? now.plus(every.interval())
        : timetable.after(now, now);
  }

  Job update(String project, JobId id, JobSpec spec) {
    Job job = requireRecurring(project, id);
    if (!(spec.schedule() instanceof Schedule.Recurring recurring)) {
      throw Problem.conflict(
          "not_recurring", id + " is a recurring job and stays one; delete it to replace it.");
    }
    int number = stores.catalog().project(project);
    Instant next = firstFiring(new Timetable(recurring), recurring, time.now());
    JobSpec renamed = spec.withName(job.spec().name());
    if (!stores.submissions().update(number, id.value(), renamed, next)) {
      throw Problem.notFound("unknown_job", "There is no job " + id + ".");
    }
    signals.scheduleChanged(number, id);
    return queries.require(project, id);
  }

  void pause(String project, JobId id) {
    setState(project, id, Job.State.PAUSED, null);
  }

  void resume(String project, JobId id) {
    Job job = requireRecurring(project, id);
    if (job.state() == Job.State.PAUSED
        && job.spec().schedule() instanceof Schedule.Recurring recurring) {
      setState(
          project,
          id,
          Job.State.ACTIVE,
          firstFiring(new Timetable(recurring), recurring, time.now()));
    }
  }

  void delete(String project, JobId id) {
    Job job = queries.require(project, id);
    if (job.recurring()) {
      setState(project, id, Job.State.DELETED, null);
    } else {
      cancel(project, new RunId(id.value()), "deletion");
    }
  }

  private void setState(String project, JobId id, Job.State state, @Nullable Instant next) {
    requireRecurring(project, id);
    int number = stores.catalog().project(project);
    stores.submissions().setState(number, id.value(), state.name(), next);
    signals.scheduleChanged(number, id);
  }

  private Job requireRecurring(String project, JobId id) {
    Job job = queries.require(project, id);
    if (!job.recurring()) {
      throw Problem.conflict(
          "not_recurring", id + " is a one-time job; only recurring jobs can be changed so.");
    }
    return job;
  }

  RunId trigger(String project, JobId id) {
    requireRecurring(project, id);
    UUID run = ids.next(id.shard());
    int number = stores.catalog().project(project);
    RunStore.Hint hint =
        stores
            .runs()
            .appendOf(id.shard(), id.value(), number, run)
            .orElseThrow(() -> Problem.conflict("job_deleted", id + " has been deleted."));
    hints.accept(List.of(hint));
    return new RunId(run);
  }

  void cancel(String project, RunId run, String by) {
    signals.cancel(stores.catalog().project(project), run, by);
  }

  RunId rerun(String project, RunId id) {
    Run run = queries.require(project, id);
    if (!run.state().isFinal()) {
      throw Problem.conflict("run_not_over", id + " is not over yet; it is " + run.state() + ".");
    }
    JobSpec spec =
        stores
            .history()
            .ended(stores.catalog().project(project), id.shard(), id.value())
            .orElseThrow(() -> Problem.notFound("unknown_run", "There is no run " + id + "."))
            .spec();
    JobSpec again =
        spec.withId(null)
            .withName(null)
            .withUniqueKey(null)
            .withSchedule(new Schedule.Now())
            .withRerunOf(id);
    return new RunId(submit(project, List.of(again), null).getFirst().value());
  }
}
