package io.devq.system.crash;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/// Copies the data folder of a server that is down, owners and rights too. The programs of
/// PostgreSQL never change and are linked.
final class DataCopy extends SimpleFileVisitor<Path> {

  private final Path from;
  private final Path to;

  private DataCopy(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new DataCopy(from, to));
  }

  private Path copyOf(Path path) {
    return to.resolve(from.relativize(path).toString());
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
      throws IOException {
    Path copy = Files.createDirectory(copyOf(folder));
    PosixFileAttributes posix = Files.readAttributes(folder, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
    view.setPermissions(posix.permissions());
    view.setOwner(posix.owner());
    view.setGroup(posix.group());
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (from.relativize(file).toString().startsWith("postgres/bin-")) {
      Files.createLink(copyOf(file), file);
    } else {
      Files.copy(file, copyOf(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
    return FileVisitResult.CONTINUE;
  }
}
