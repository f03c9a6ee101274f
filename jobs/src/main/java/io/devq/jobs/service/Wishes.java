package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.RunChange;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Asks owners for what only they may do, and turns their answers into words.
final class Wishes {

  private final SignalDesk desk;
  private final Dispatch dispatch;
  private final Firing firing;
  private final Dependents dependents;
  private final IdSource ids;

  Wishes(SignalDesk desk, Dispatch dispatch, Firing firing, Dependents dependents, IdSource ids) {
    this.desk = desk;
    this.dispatch = dispatch;
    this.firing = firing;
    this.dependents = dependents;
    this.ids = ids;
  }

  /// Asks for a run to end.
  ///
  /// @throws Problem `run_over`, `unknown_run`
  void cancel(int project, RunId run, String by) {
    String answer =
        desk.ask(new Signal(ids.next(run.shard()), project, Kind.CANCEL, run.value(), by));
    if (answer.startsWith("over")) {
      throw Problem.conflict(
          "run_over", run + " is over already: " + answer.substring("over ".length()) + ".");
    }
    if (answer.equals("unknown")) {
      throw Problem.notFound("unknown_run", "There is no run " + run + ".");
    }
  }

  /// Asks for a waiting one-time job to become another.
  ///
  /// @throws Problem `job_begun`, `job_over`, `unknown_job`, `version_changed`, `not_changeable`
  void change(int project, JobId job, RunChange change) {
    UUID id = ids.next(job.shard());
    String answer = desk.ask(new Signal(id, project, Kind.CHANGE, job.value(), change.text()));
    switch (answer) {
      case "changed" -> {}
      case "begun" ->
          throw Problem.conflict(
              "job_begun",
              job + " is under way already and cannot be changed; cancel it and submit another.");
      case "stale" -> throw stale(job);
      case "unknown" -> throw Problem.notFound("unknown_job", "There is no job " + job + ".");
      case "other keys" ->
          throw Problem.conflict(
              "not_changeable", "The keys of limits and order stay as they were submitted.");
      default ->
          throw Problem.conflict(
              "job_over", job + " is " + answer + " and cannot be changed; rerun it instead.");
    }
  }

  static Problem stale(JobId job) {
    return Problem.of(
        Problem.Kind.PRECONDITION,
        "version_changed",
        job + " has been changed by somebody else meanwhile; read it again.");
  }

  /// Whether a change that was asked for came too late: the job it was meant for has ended.
  boolean missed(Signal signal) {
    String answer = desk.await(signal);
    return answer.startsWith("over") || answer.equals("unknown");
  }

  /// Tells the owner that a schedule has changed.
  void scheduleChanged(int project, JobId job) {
    if (dispatch.token(job.shard()) != null) {
      firing.reload(job.value());
    } else {
      UUID id = ids.next(job.shard());
      desk.tell(List.of(new Signal(id, project, Kind.SCHEDULE, job.value(), null)));
    }
  }

  /// Signals may have been committed by a caller.
  void committed() {
    desk.wake();
  }

  /// Somebody waits for these jobs from now on.
  void waitedFor(Collection<UUID> jobs) {
    dependents.waitedFor(jobs);
  }
}
