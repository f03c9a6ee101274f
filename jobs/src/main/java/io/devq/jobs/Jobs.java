package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one door to the engine: commands and queries on jobs and runs.
///
/// A command that returns is durable. Everything belongs to a project, given by name; what lives in
/// another project is not found. Any instance of the engine on a database answers for all of it.
public interface Jobs {

  /// Accepts a job. With an id that was submitted before, answers with that job. With a unique key
  /// that another job holds, does what [UniqueKey.OnConflict] says and answers with the job that
  /// holds the key then.
  ///
  /// @throws Problem `name_taken`, `unique_taken`, `unknown_dependency`, `dependency_cycle`,
  ///   `invalid_…`
  JobId submit(String project, JobSpec spec);

  /// Accepts jobs within a transaction of the caller's: they are there when it commits, together
  /// with what else it did, and never were when it does not. They start within about a second of
  /// the commit, at once when [#committed] is called after it. Others who want the same unique key,
  /// name or id wait for the transaction to end, so keep it short.
  ///
  /// @throws Problem as [#submit], and `answer_needed` for a unique key with replace, debounce or
  ///   throttle, which need the answer of the job's owner
  List<JobId> submitIn(Transaction transaction, String project, List<JobSpec> specs);

  /// Says that the transaction in which these jobs were submitted has committed.
  void committed(List<JobId> jobs);

  /// Accepts up to [JobLimits#BATCH] jobs, all or none.
  List<JobId> submitAll(String project, List<JobSpec> specs);

  /// Accepts up to [JobLimits#BATCH] jobs and one that waits for all of them, all or none.
  ///
  /// @param completion what follows when all jobs of the group have ended
  /// @param when how each of them must end for that; after any other end the completion is
  ///   cancelled
  /// @param once makes a repeated request one, or null
  /// @return the jobs of the group in order, then the completion
  List<JobId> submitGroup(
      String project,
      List<JobSpec> jobs,
      JobSpec completion,
      Dependency.When when,
      @Nullable Once once);

  /// Accepts a request once: the same key with the same hash answers with the jobs of the first
  /// time.
  ///
  /// @throws Problem `idempotency_key_reused` when the hash differs
  List<JobId> submitOnce(String project, Once once, List<JobSpec> specs);

  /// Replaces what a recurring job does and when, or a waiting one-time job: its payload, queue,
  /// priority, labels, limits, time. Kind, name, dependencies and keys stay.
  ///
  /// @param ifVersion the [Job#version] the job must still have, or null for any
  /// @throws Problem `version_changed`, `job_begun`, `job_over`, `not_changeable`
  Job update(String project, JobId job, JobSpec spec, @Nullable String ifVersion);

  /// [#update], whatever the version is.
  default Job update(String project, JobId job, JobSpec spec) {
    return update(project, job, spec, null);
  }

  /// Stops a recurring job from firing. The times that pass are skipped, and the ledger says so.
  ///
  /// @param by who asks
  /// @param note why, up to [JobLimits#NOTE_CHARS] characters, or null
  /// @throws Problem `not_recurring`, `job_done`
  void pause(String project, JobId job, String by, @Nullable String note);

  /// Lets a paused job fire again, from its next time on.
  void resume(String project, JobId job);

  /// Runs a recurring job once, now, whatever its schedule says.
  RunId trigger(String project, JobId job);

  /// Deletes a job; a run of it that is under way goes on. Its history stays.
  void delete(String project, JobId job);

  /// Asks for a run to end. A waiting one ends at once; a running one when its worker has ended it.
  ///
  /// @param by who asks, for the reason
  void cancel(String project, RunId run, String by);

  /// Submits the job of a final run again, linked to it.
  default RunId rerun(String project, RunId run) {
    return rerun(project, run, null, null);
  }

  /// Submits the job of a final run again, linked to it, with another payload.
  ///
  /// @param payload a JSON text, or null for the same
  /// @param once makes a repeated request one, or null
  RunId rerun(String project, RunId run, @Nullable String payload, @Nullable Once once);

  /// A job, or empty.
  Optional<Job> job(String project, JobId job);

  /// Those of some jobs that are there, in the order asked for; without what their runs have
  /// logged.
  List<Job> jobs(String project, List<JobId> jobs);

  /// A live job by its name.
  Optional<Job> jobNamed(String project, String name);

  /// Jobs, newest first.
  ///
  /// @param cursor the id of the last one seen, or null
  default List<Job> jobs(String project, RunFilter filter, @Nullable JobId cursor, int limit) {
    return jobs(project, filter, null, cursor, limit);
  }

  /// Jobs in some state, newest first; without one all but those that were deleted.
  ///
  /// @param filter of which the state of runs does not count
  /// @param cursor the id of the last one seen, or null
  List<Job> jobs(
      String project,
      RunFilter filter,
      Job.@Nullable State state,
      @Nullable JobId cursor,
      int limit);

  /// A run, or empty.
  Optional<Run> run(String project, RunId run);

  /// Runs, newest first.
  ///
  /// @param cursor the id of the last one seen, or null
  List<Run> runs(String project, RunFilter filter, @Nullable RunId cursor, int limit);

  /// The ledger of a recurring job, newest first.
  ///
  /// @param before only entries that begin before this moment, or null
  List<Occurrence> occurrences(String project, JobId job, @Nullable Instant before, int limit);

  /// The door to schedules, backfills and calendars.
  Schedules schedules();

  /// Why a run is where it is.
  Why why(String project, RunId run);

  /// Waits until a run is final or the time is over, and answers with the run as it is then.
  Run await(String project, RunId run, Duration atMost) throws InterruptedException;

  /// The nodes on this database, oldest first.
  List<Node> nodes();

  /// The door for changes of many runs at once.
  ManyRuns many();

  /// The door for workers outside this process.
  Workers workers();

  /// What happens to runs, as this node decides it.
  RunEvents events();

  /// The logs of runs.
  RunLogs logs();

  /// The payloads of jobs and the results of runs as bytes.
  Contents contents();
}
