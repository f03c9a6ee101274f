package io.devq.cli.demo;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The folder in which everything of a tour lives, and which goes with it.
final class DemoFolder {

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /// A new folder for this user only.
  static DemoFolder make() {
    try {
      return new DemoFolder(Files.createTempDirectory("devq-demo-").toRealPath());
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "no_temporary_folder",
          "No temporary folder can be made: "
              + failure.getMessage()
              + "; set TMPDIR to one that can.",
          null,
          failure);
    }
  }

  /// The folder.
  Path root() {
    return root;
  }

  /// A folder in it, made when it is not there.
  Path sub(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Deletes it with all that is in it.
  void delete() {
    try {
      Files.walkFileTree(root, new Deletion());
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "folder_not_deleted",
          root + " could not be deleted: " + failure.getMessage() + "; delete it by hand.",
          null,
          failure);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // a process that is ending removed it first
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
