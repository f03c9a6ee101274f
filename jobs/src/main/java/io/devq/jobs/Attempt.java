package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Transaction;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a handler knows of the attempt it runs.
public interface Attempt {

  /// The run.
  RunId run();

  /// The job.
  JobId job();

  /// Counts from 1; rises with every try.
  int number();

  /// The project's name.
  String project();

  /// The job's payload, a JSON text.
  String payload();

  /// The nominal time of a recurring job's run, or null.
  @Nullable Instant nominalAt();

  /// Ends this attempt well within the handler's own transaction: when it commits, the run has
  /// succeeded, whatever happens to this process afterwards; when it does not, the attempt has
  /// failed and may be tried again. Return from the handler right after the commit; what it logs
  /// after it may be lost, and what it returns counts for nothing.
  ///
  /// @param transaction open on the engine's database, by `JdbcTransaction.on(connection)`
  /// @param result a JSON text of at most [JobLimits#PAYLOAD_BYTES], or null
  /// @throws Problem `result_too_large`; `attempt_replaced` when another attempt has taken over;
  ///   then roll back
  void completeIn(Transaction transaction, @Nullable String result);

  /// Adds a line to the run's log, which is durable when this returns.
  void log(String line);

  /// Says how far the work is. A job may limit the time between two such reports.
  ///
  /// @param percent 0 to 100
  /// @param note what it is doing, or null; cut after [JobLimits#PROGRESS_NOTE_CHARS] characters
  void progress(int percent, @Nullable String note);

  /// Says how far the work is.
  ///
  /// @param percent 0 to 100
  default void progress(int percent) {
    progress(percent, null);
  }

  /// Asks for more time: the attempt may run so much longer than until now.
  ///
  /// @return how long it may run in all, from its beginning
  /// @throws Problem `time_limit_too_long` when that is more than [JobLimits#longestLimit]; the
  ///   limit is then as it was; `attempt_replaced`
  Duration extend(Duration more);

  /// Keeps what the attempts after this one can begin from, a JSON text of at most
  /// [JobLimits#CHECKPOINT_BYTES]; durable when this returns. It replaces the one before, and is
  /// gone when the run is over.
  ///
  /// @throws Problem `checkpoint_too_large`, `invalid_checkpoint`, `attempt_replaced`
  void checkpoint(String content);

  /// The newest checkpoint of the run, of this attempt or of one before, or null.
  @Nullable String checkpoint();
}
