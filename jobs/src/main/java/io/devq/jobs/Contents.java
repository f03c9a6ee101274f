package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The payloads of jobs and the results of runs as bytes of JSON, however large they are.
public interface Contents {

  /// What the work of a run returned; empty when the run is not known or has returned nothing.
  Optional<Content> result(String project, RunId run);

  /// What a job carries; empty when the job is not known.
  Optional<Content> payload(String project, JobId job);

  /// JSON text as bytes.
  interface Content {

    /// How many bytes there are.
    long bytes();

    /// A name that changes when the bytes do.
    String tag();

    /// Opens them at an offset; closed by the caller.
    InputStream open(long offset) throws IOException;
  }
}
