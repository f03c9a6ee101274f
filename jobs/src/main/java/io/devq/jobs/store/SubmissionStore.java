package io.devq.jobs.store;

import io.devq.base.Failpoint;
import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.Transaction;
import io.devq.database.Database;
import io.devq.database.Sql;
import io.devq.jobs.Dependency;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Once;
import io.devq.jobs.store.KeyStore.Holder;
import io.devq.jobs.store.RunStore.Hint;
import io.devq.jobs.store.SignalStore.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Accepting jobs: keys, rows and all in one transaction. [Acceptance] has the steps.
public final class SubmissionStore {

  private final Database database;
  private final Catalog catalog;

  SubmissionStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// A job to accept.
  ///
  /// @param id chosen for it
  /// @param firstFiring of a recurring job, or null
  public record Request(UUID id, JobSpec spec, @Nullable Instant firstFiring) {}

  /// Jobs to accept, all or none.
  ///
  /// @param completion how the last of them waits for all others, or null when it does not
  /// @param ids where ids of signals come from
  public record Submission(
      int project,
      List<Request> requests,
      Dependency.@Nullable When completion,
      @Nullable Once once,
      IdSource ids) {

    /// One of its jobs, to be accepted alone.
    public Submission only(int index) {
      return new Submission(project, List.of(requests.get(index)), null, null, ids);
    }
  }

  /// What was accepted.
  ///
  /// @param ids of the jobs, in the order of the requests; of those that were there already where a
  ///   key said so
  /// @param hints where new runs stand
  /// @param recurring recurring jobs that are new or have changed
  /// @param wishes changes of jobs that were there already, whose owners have not answered yet
  /// @param prerequisites jobs that others wait for from now on
  public record Accepted(
      List<JobId> ids,
      List<Hint> hints,
      List<JobId> recurring,
      List<Wish> wishes,
      List<UUID> prerequisites) {}

  /// A change of a job that was there already.
  ///
  /// @param index of the request that asks for it
  public record Wish(int index, Signal signal) {}

  /// Accepts jobs, all or none.
  public Accepted accept(Submission submission) {
    makeQueues(submission);
    Accepted accepted = database.transaction(sql -> accept(sql, submission));
    Failpoint.pass("submit.after-commit");
    return accepted;
  }

  /// Accepts jobs within a transaction of a caller's, all or none. Owners learn of recurring jobs
  /// by signals, which are there when the transaction commits.
  public Accepted acceptIn(Transaction transaction, Submission submission) {
    makeQueues(submission);
    return database.within(
        transaction,
        sql -> {
          Accepted accepted = accept(sql, submission);
          SignalStore.appendAll(
              sql,
              accepted.recurring().stream()
                  .map(job ->
                      new Signal(
                          submission.ids().next(job.shard()),
                          submission.project(),
                          SignalStore.Kind.SCHEDULE,
                          job.value(),
                          null))
                  .toList());
          return accepted;
        });
  }

  private void makeQueues(Submission submission) {
    for (Request request : submission.requests()) {
      catalog.openQueue(submission.project(), request.spec().queue());
    }
  }

  private Accepted accept(Sql sql, Submission submission) {
    Once once = submission.once();
    if (once == null) {
      return new Acceptance(sql, submission, catalog).accept();
    }
    List<UUID> ids = submission.requests().stream().map(Request::id).toList();
    Optional<Holder> before =
        KeyStore.takeRequest(sql, submission.project(), once.key(), ids, once.hash());
    if (before.isPresent()) {
      return repeated(before.get(), once);
    }
    Accepted accepted = new Acceptance(sql, submission, catalog).accept();
    List<UUID> answered = accepted.ids().stream().map(JobId::value).toList();
    if (!answered.equals(ids)) {
      KeyStore.settleRequest(sql, submission.project(), once.key(), ids, answered, once.hash());
    }
    return accepted;
  }

  /// A request was answered with other jobs in the end than was known when it was accepted.
  public void settle(int project, Once once, List<JobId> before, List<JobId> after) {
    database.inTransaction(sql ->
        KeyStore.settleRequest(
            sql,
            project,
            once.key(),
            before.stream().map(JobId::value).toList(),
            after.stream().map(JobId::value).toList(),
            once.hash()));
  }

  private static Accepted repeated(Holder before, Once once) {
    if (!once.hash().equals(before.hash())) {
      throw Problem.of(
          Problem.Kind.UNPROCESSABLE,
          "idempotency_key_reused",
          "This Idempotency-Key was used for another request; use a new key for a new request.");
    }
    return new Accepted(
        before.ids().stream().map(JobId::new).toList(), List.of(), List.of(), List.of(), List.of());
  }
}
