package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.Transaction;
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
  /// @param result a JSON text, or null
  /// @throws io.devq.base.Problem `attempt_replaced` when another attempt has taken over; then roll
  ///   back
  void completeIn(Transaction transaction, @Nullable String result);

  /// Adds a line to the run's log, which is durable when this returns.
  void log(String line);
}
