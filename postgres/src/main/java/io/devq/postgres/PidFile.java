package io.devq.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a running server says of itself in `postmaster.pid`
/// ([format](https://www.postgresql.org/docs/18/storage-file-layout.html)).
///
/// @param pid the postmaster
/// @param ready whether it accepts connections
record PidFile(long pid, boolean ready) {

  private static final String NAME = "postmaster.pid";
  private static final int STATUS_LINE = 7;

  /// Reads it, if there is one that is whole enough to hold a pid.
  static Optional<PidFile> read(Path cluster) {
    return Disk.explained(cluster, () -> parse(cluster.resolve(NAME)));
  }

  /// Deletes it. Only when nothing works in `cluster` any more: the server refuses to start when
  /// the pid in it has gone to another process.
  ///
  /// @return whether it was there
  static boolean delete(Path cluster) throws IOException {
    return Files.deleteIfExists(cluster.resolve(NAME));
  }

  private static Optional<PidFile> parse(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      long pid = Math.abs(Long.parseLong(lines.getFirst().strip()));
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return Optional.of(new PidFile(pid, ready));
    } catch (NoSuchFileException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
