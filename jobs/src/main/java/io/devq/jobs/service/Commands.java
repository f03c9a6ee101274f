package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.base.Transaction;
import io.devq.jobs.Dependency;
import io.devq.jobs.Job;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Once;
import io.devq.jobs.Run;
import io.devq.jobs.Schedule;
import io.devq.jobs.Sharing;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.RunChange;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import io.devq.jobs.store.SubmissionStore.Accepted;
import io.devq.jobs.store.SubmissionStore.Request;
import io.devq.jobs.store.SubmissionStore.Submission;
import io.devq.jobs.store.SubmissionStore.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything one can tell the engine to do.
final class Commands {

  private static final int RUNS_OF_ONE_SHARD = 1_000;
  private static final int MOST_TRIES = 10;

  private final Stores stores;
  private final Queries queries;
  private final Wishes wishes;
  private final IdSource ids;
  private final ScheduleDesk schedules;
  private final Consumer<List<RunStore.Hint>> hints;

  Commands(
      Stores stores,
      Queries queries,
      Wishes wishes,
      IdSource ids,
      ScheduleDesk schedules,
      Consumer<List<RunStore.Hint>> hints) {
    this.stores = stores;
    this.queries = queries;
    this.wishes = wishes;
    this.ids = ids;
    this.schedules = schedules;
    this.hints = hints;
  }

  List<JobId> submit(
      String project,
      List<JobSpec> specs,
      Dependency.@Nullable When completion,
      @Nullable Once once) {
    int others = completion == null ? 0 : 1;
    if (specs.isEmpty() || specs.size() > JobLimits.BATCH + others) {
      throw Problem.invalid("invalid_batch", "A batch has 1 to " + JobLimits.BATCH + " jobs.");
    }
    int number = stores.catalog().project(project);
    Submission submission = new Submission(number, requests(number, specs), completion, once, ids);
    Accepted accepted = accept(submission);
    List<JobId> answer = new ArrayList<>(accepted.ids());
    for (Wish wish : accepted.wishes()) {
      answer.set(wish.index(), outcome(submission, wish));
    }
    if (once != null && !answer.equals(accepted.ids())) {
      stores.submissions().settle(number, once, accepted.ids(), answer);
    }
    return answer;
  }

  /// Submits jobs that may have been submitted before.
  ///
  /// @return how many had not
  int resubmit(String project, List<JobSpec> specs) {
    int number = stores.catalog().project(project);
    List<Request> requests = requests(number, specs);
    Accepted accepted = accept(new Submission(number, requests, null, null, ids));
    int fresh = 0;
    for (int i = 0; i < requests.size(); i++) {
      fresh += accepted.ids().get(i).value().equals(requests.get(i).id()) ? 1 : 0;
    }
    return fresh;
  }

  List<JobId> submitIn(Transaction transaction, String project, List<JobSpec> specs) {
    if (specs.isEmpty() || specs.size() > JobLimits.BATCH) {
      throw Problem.invalid("invalid_batch", "A batch has 1 to " + JobLimits.BATCH + " jobs.");
    }
    for (JobSpec spec : specs) {
      if (spec.unique() != null && spec.unique().onConflict().changes()) {
        throw Problem.invalid(
            "answer_needed",
            "Replace, debounce and throttle need the answer of the job's owner, which sees nothing of"
                + " a transaction before it commits; submit outside of one.",
            "/unique/onConflict");
      }
    }
    int number = stores.catalog().project(project);
    Submission submission = new Submission(number, requests(number, specs), null, null, ids);
    return stores.submissions().acceptIn(transaction, submission).ids();
  }

  void committed(List<JobId> jobs) {
    Map<Integer, List<UUID>> byShard = new TreeMap<>();
    jobs.forEach(
        job -> byShard.computeIfAbsent(job.shard(), _ -> new ArrayList<>()).add(job.value()));
    byShard.forEach((shard, ofShard) ->
        hints.accept(
            stores.runs().read(shard, ofShard).stream()
                .filter(run -> !run.blocked())
                .map(run -> new RunStore.Hint(shard, run.lane(), run.due()))
                .toList()));
    wishes.committed();
  }

  private Accepted accept(Submission submission) {
    Accepted accepted = stores.submissions().accept(submission);
    if (!accepted.hints().isEmpty()) {
      hints.accept(accepted.hints());
    }
    accepted.recurring().forEach(job -> wishes.scheduleChanged(submission.project(), job));
    wishes.waitedFor(accepted.prerequisites());
    return accepted;
  }

  /// What became of a job that asked for another one's place. When that one ended meanwhile, the
  /// job is submitted again for itself.
  private JobId outcome(Submission submission, Wish first) {
    Wish wish = first;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      JobId holder = new JobId(wish.signal().target());
      if (!wishes.missed(wish.signal())) {
        return holder;
      }
      Accepted accepted = accept(submission.only(first.index()));
      if (accepted.wishes().isEmpty()) {
        return accepted.ids().getFirst();
      }
      wish = accepted.wishes().getFirst();
    }
    throw Problem.conflict(
        "key_contended", "The unique key changes hands too fast at this moment; try again.");
  }

  /// Chooses ids. Jobs that no key ties to a shard go to one shard a thousand, so that their insert
  /// is one statement.
  private List<Request> requests(int project, List<JobSpec> specs) {
    List<Request> requests = new ArrayList<>(specs.size());
    int shard = 0;
    for (int i = 0; i < specs.size(); i++) {
      specs.get(i).requireStorable();
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

  Job update(String project, JobId id, JobSpec spec, @Nullable String ifVersion) {
    spec.requireStorable();
    Job job = queries.require(project, id);
    requireUnchanged(job, spec);
    int number = stores.catalog().project(project);
    JobSpec kept = spec.withName(job.spec().name());
    if (job.recurring()) {
      return schedules.update(project, id, kept, ifVersion);
    }
    boolean keepDue = spec.schedule().equals(job.spec().schedule());
    wishes.change(number, id, new RunChange(kept, lane(number, kept), keepDue, false, ifVersion));
    return queries.require(project, id);
  }

  /// What ties a job to others when it is submitted stays as it is.
  private static void requireUnchanged(Job job, JobSpec spec) {
    JobSpec old = job.spec();
    boolean sameKind = job.recurring() == spec.schedule() instanceof Schedule.Recurring;
    String field =
        !sameKind
            ? "/schedule"
            : spec.name() != null && !spec.name().equals(old.name())
                ? "/name"
                : !spec.dependsOn().equals(old.dependsOn())
                    ? "/dependsOn"
                    : !Objects.equals(spec.unique(), old.unique())
                        ? "/unique"
                        : spec.sharing().hasKeysOf(old.sharing()) ? null : "/concurrency";
    if (field != null) {
      throw new Problem(
          Problem.Kind.CONFLICT,
          "not_changeable",
          "Kind, name, dependencies, unique key and the keys of limits and order stay as they were"
              + " submitted; delete the job and submit another.",
          field,
          null);
    }
  }

  private Lane lane(int project, JobSpec spec) {
    return Lane.of(stores.catalog().queue(project, spec.queue()).number(), spec);
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
    wishes.cancel(stores.catalog().project(project), run, by);
  }

  RunId rerun(String project, RunId id, @Nullable String payload, @Nullable Once once) {
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
    JobSpec again = again(spec, id);
    JobSpec edited = payload == null ? again : again.withPayload(payload);
    return new RunId(submit(project, List.of(edited), null, once).getFirst().value());
  }

  /// The job of a run that is over, to be submitted again.
  static JobSpec again(JobSpec spec, RunId run) {
    return spec.withId(null)
        .withName(null)
        .withUniqueKey(null)
        .withDependsOn(List.of())
        .withSchedule(new Schedule.Now())
        .withRerunOf(run);
  }
}
