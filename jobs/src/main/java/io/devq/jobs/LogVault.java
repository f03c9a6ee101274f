package io.devq.jobs;

import java.io.IOException;
import java.io.InputStream;

/// Where the log of an ended attempt is kept as one piece. The server gives one that uses its blob
/// store; a library without one keeps logs as rows.
public interface LogVault {

  /// Stores a log and answers with the name to read it by. Storing the same bytes again answers
  /// with the same name.
  String seal(InputStream log) throws IOException;

  /// Opens a sealed log at an offset.
  InputStream open(String name, long offset) throws IOException;
}
