package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
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

  /// Accepts a job. With an id, a name or a unique key that a live job has already, answers with
  /// that job: for an id or key silently, for a name only when it asks for the same.
  ///
  /// @throws Problem `name_taken`, `invalid_…`
  JobId submit(String project, JobSpec spec);

  /// Accepts up to [JobLimits#BATCH] jobs, all or none.
  List<JobId> submitAll(String project, List<JobSpec> specs);

  /// Accepts a request once: the same `key` with the same `requestHash` answers with the jobs of
  /// the first time.
  ///
  /// @throws Problem `idempotency_key_reused` when the hash differs
  List<JobId> submitOnce(String project, String key, String requestHash, List<JobSpec> specs);

  /// Replaces what a recurring job does and when, or a waiting one-time job.
  Job update(String project, JobId job, JobSpec spec);

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
  RunId rerun(String project, RunId run);

  /// A job, or empty.
  Optional<Job> job(String project, JobId job);

  /// A live job by its name.
  Optional<Job> jobNamed(String project, String name);

  /// Jobs, newest first.
  ///
  /// @param cursor the id of the last one seen, or null
  List<Job> jobs(String project, RunFilter filter, @Nullable JobId cursor, int limit);

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

  /// The door for workers outside this process.
  Workers workers();

  /// What happens to runs, as this node decides it.
  RunEvents events();

  /// The logs of runs.
  RunLogs logs();
}
