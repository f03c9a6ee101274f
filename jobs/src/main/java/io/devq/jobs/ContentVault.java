package io.devq.jobs;

import java.io.IOException;
import java.io.InputStream;

/// Where payloads and results are kept that are too large for a row. The server gives one that uses
/// its blob store; a library without one refuses what is too large.
public interface ContentVault {

  /// Stores bytes and answers with the name to read them by: durable, and verified to be what was
  /// given, when this returns. Storing the same bytes again answers with the same name.
  ///
  /// @throws IOException when the bytes cannot be read; nothing is stored
  /// @throws io.devq.base.Problem when the storage does not work or has no room
  String put(InputStream content) throws IOException;

  /// Opens stored bytes at an offset.
  InputStream open(String name, long offset) throws IOException;
}
