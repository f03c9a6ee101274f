package io.devq.blobs.files;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The few things the store asks of a file system, with failures told in the operator's terms.
final class Storage {

  /// With less room than this after a failed write, the disk counts as full.
  private static final long FULL_BELOW = 64 << 10;

  private final Path root;

  Storage(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /// Explains a failure of the folder.
  Problem explain(IOException failure) {
    if (isFull(failure)) {
      return new Problem(
          Kind.STORAGE_FULL,
          "storage_full",
          "The disk of the blob folder " + root + " is full; make room or move the folder.",
          null,
          failure);
    }
    return new Problem(
        Kind.UNAVAILABLE,
        "storage_failed",
        "The blob folder " + root + " does not work: " + failure.getMessage() + ".",
        null,
        failure);
  }

  private boolean isFull(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(root).getUsableSpace() < FULL_BELOW;
    } catch (IOException _) {
      return false;
    }
  }

  /// Makes a folder and what is above it, and makes that last.
  void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      createFolder(above);
    }
    Files.createDirectories(folder);
    if (above != null) {
      syncFolder(above);
    }
  }

  /// Makes the names in a folder survive a crash of the machine.
  void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Moves a file to its final name in one step, and makes that last.
  void publish(Path from, Path to) throws IOException {
    Path folder = to.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(to + " has no folder");
    }
    createFolder(folder);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(folder);
  }
}
