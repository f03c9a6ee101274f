package io.devq.postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// File work that survives a crash in the middle, and what it says when it fails.
final class Disk {

  /// The end of the names of things that are not finished; whatever bears it may be deleted.
  static final String PARTIAL = ".partial";

  private Disk() {}

  /// Makes a folder and its parents; a new one is for this user only.
  static void makePrivateFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Writes a whole file so that after a crash either the old or the new text is there.
  ///
  /// @param permissions such as `rw-------`
  static void write(Path file, String text, String permissions) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(partial, CREATE, WRITE, TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(permissions));
      channel.force(true);
    }
    publish(partial, file);
  }

  /// Gives a finished thing its name, durably.
  ///
  /// @return the name
  static Path publish(Path partial, Path name) throws IOException {
    Files.move(partial, name, StandardCopyOption.ATOMIC_MOVE);
    syncOne(parent(name));
    return name;
  }

  /// Makes the names in a folder, and in the folders below it, durable.
  static void syncFolders(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          syncOne(path);
        }
      }
    }
  }

  /// Makes one file or folder durable.
  static void syncOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ)) {
      channel.force(true);
    }
  }

  /// Deletes a folder with all that is in it, if it is there. Links are deleted, never followed.
  ///
  /// @return whether it was there
  static boolean deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    return true;
  }

  /// What in a folder is named like this, such as `bin-*`.
  static List<Path> named(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(found::add);
    }
    return found;
  }

  /// The folder that holds `path`.
  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  /// What an I/O failure in `folder` means to the user.
  static Problem problem(Path folder, IOException failure) {
    String text = String.valueOf(failure.getMessage());
    String low = text.toLowerCase(Locale.ROOT);
    if (failure instanceof AccessDeniedException
        || low.contains("permission denied")
        || low.contains("read-only file system")) {
      return new Problem(
          Problem.Kind.FORBIDDEN,
          "folder_not_writable",
          "The folder "
              + folder
              + " cannot be written by this user ("
              + text
              + "). Choose another one with --data, or change its owner.",
          null,
          failure);
    }
    if (low.contains("no space left") || low.contains("disk quota")) {
      return full(folder, failure);
    }
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        "folder_failed",
        "The folder " + folder + " failed: " + failure + ". Check the disk below it.",
        null,
        failure);
  }

  /// The disk below `folder` is full.
  static Problem full(Path folder, @Nullable Throwable cause) {
    return new Problem(
        Problem.Kind.STORAGE_FULL,
        "disk_full",
        "The disk below "
            + folder
            + " is full. Free some space, or choose another folder with --data.",
        null,
        cause);
  }

  /// Work on files.
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {

    /// Does it.
    T run() throws IOException;
  }

  /// Does file work in `folder` and explains its failure.
  static <T extends @Nullable Object> T explained(Path folder, Work<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw problem(folder, failure);
    } catch (UncheckedIOException failure) {
      throw problem(folder, new IOException(failure.getMessage(), failure));
    }
  }
}
