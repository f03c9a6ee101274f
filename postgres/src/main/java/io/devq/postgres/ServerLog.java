package io.devq.postgres;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The server's log, a file that the server appends to and that is kept short: beyond [#LONGEST]
/// bytes it goes to `server.log.old`, of which there is one.
///
/// @param file the file
record ServerLog(Path file) {

  /// How long the log may be before it is put aside, in bytes.
  static final long LONGEST = 8 << 20;

  private static final int QUOTED_BYTES = 2000;
  private static final int QUOTED_LINES = 12;

  /// How long it is now, in bytes.
  long length() {
    return Disk.explained(
        file,
        () -> {
          try {
            return Files.size(file);
          } catch (NoSuchFileException _) {
            return 0L;
          }
        });
  }

  /// Puts the log aside if it is too long. Safe while the server writes: it opened the file for
  /// appending, so it goes on at the new end; what it writes between copy and cut is lost.
  ///
  /// @return whether it was
  boolean trim() throws IOException {
    if (length() <= LONGEST) {
      return false;
    }
    try (FileChannel log = FileChannel.open(file, READ, WRITE)) {
      log.position(Math.max(0, log.size() - LONGEST));
      Path old = file.resolveSibling(file.getFileName() + ".old");
      Files.deleteIfExists(old);
      Files.copy(Channels.newInputStream(log), old);
      log.truncate(0);
    }
    return true;
  }

  /// The last lines written after the log was `from` bytes long.
  String tail(long from) {
    return Disk.explained(
        file,
        () -> {
          if (!Files.exists(file)) {
            return "";
          }
          try (FileChannel log = FileChannel.open(file, READ)) {
            long start = Math.max(Math.min(from, log.size()), log.size() - QUOTED_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (log.size() - start));
            log.read(bytes, start);
            var lines =
                StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip().lines().toList();
            return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
          }
        });
  }
}
