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
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import io.devq.jobs.store.SubmissionStore.Accepted;
import io.devq.jobs.store.SubmissionStore.Request;
import io.devq.jobs.store.SubmissionStore.RequestKey;
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
  private final ScheduleDesk schedules;
  private final Consumer<List<RunStore.Hint>> hints;

  Commands(
      Stores stores,
      Queries queries,
      SignalDesk signals,
      IdSource ids,
      ScheduleDesk schedules,
      Consumer<List<RunStore.Hint>> hints) {
    this.stores = stores;
    this.queries = queries;
    this.signals = signals;
    this.ids = ids;
    this.schedules = schedules;
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
    Accepted accepted = stores.submissions().accept(number, requests(number, specs), once);
    if (!accepted.hints().isEmpty()) {
      hints.accept(accepted.hints());
    }
    accepted.recurring().forEach(job -> signals.scheduleChanged(number, job));
    return accepted.ids();
  }

  /// Chooses ids. Jobs that no key ties to a shard go to one shard a thousand, so that their insert
  /// is one statement.
  private List<Request> requests(int project, List<JobSpec> specs) {
    List<Request> requests = new ArrayList<>(specs.size());
    int shard = 0;
    for (int i = 0; i < specs.size(); i++) {
      if (i % RUNS_OF_ONE_SHARD == 0) {
        shard = ThreadLocalRandom.current().nextInt(Shards.COUNT);
      }
      requests.add(request(project, specs.get(i), shard));
    }
    return requests;
  }

  private Request request(int project, JobSpec spec, int shard) {
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
    return new Request(id, spec, schedules.first(project, id, spec.name(), recurring));
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

  void delete(String project, JobId id) {
    Job job = queries.require(project, id);
    if (job.recurring()) {
      schedules.delete(project, id);
    } else {
      cancel(project, new RunId(id.value()), "deletion");
    }
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
