package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
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

  /// Adds a line to the run's log, which is durable when this returns.
  void log(String line);
}
