package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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

  /// Stops a recurring job from firing.
  void pause(String project, JobId job);

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
  List<Occurrence> occurrences(String project, JobId job, int limit);

  /// When a schedule would fire if it began now; nothing is created.
  ///
  /// @param zone whose clocks are shown when the schedule itself has no zone
  /// @param from after which moment, or null for now by the database's clock
  /// @throws Problem `invalid_cron`, `invalid_interval`
  Forecast preview(Schedule.Recurring schedule, ZoneId zone, @Nullable Instant from, int count);

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
