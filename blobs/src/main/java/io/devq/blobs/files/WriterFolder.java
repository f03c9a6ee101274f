package io.devq.blobs.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The folder of half-written files of one living writer. A lock on a file in it, held as long as
/// the writer lives, tells the living from the dead, whose folders are swept at the start of the
/// next writer.
///
/// Folders of the own process are told by their name and never touched: to close a second channel
/// on a locked file would give the process's lock away (POSIX `fcntl`).
final class WriterFolder implements AutoCloseable {

  private static final String LOCK = "alive.lock";
  private static final int OPEN_TRIES = 10;

  private final Path folder;
  private final FileChannel channel;
  private final AtomicLong count = new AtomicLong();

  private WriterFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// Opens a folder of our own below `parent`.
  static WriterFolder open(Path parent) throws IOException {
    Files.createDirectories(parent);
    for (int i = 0; i < OPEN_TRIES; i++) {
      WriterFolder opened = tryOpen(parent.resolve(ownPrefix() + UUID.randomUUID()));
      if (opened != null) {
        return opened;
      }
    }
    throw new IOException("other writers keep sweeping " + parent);
  }

  /// A folder, or null when another process swept it before it was locked.
  private static @Nullable WriterFolder tryOpen(Path folder) throws IOException {
    Files.createDirectory(folder);
    Path file = folder.resolve(LOCK);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.lock().isValid() && Files.exists(file)) {
        return new WriterFolder(folder, channel);
      }
    } catch (NoSuchFileException _) {
      // swept: the caller makes another one
    }
    if (channel != null) {
      channel.close();
    }
    return null;
  }

  private static String ownPrefix() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return self.pid() + "-" + started + "-";
  }

  /// Removes the folders below `parent` whose writers are dead.
  ///
  /// @return how many there were
  static int sweep(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return 0;
    }
    int swept = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        if (!folder.getFileName().toString().startsWith(ownPrefix()) && removeIfDead(folder)) {
          swept++;
        }
      }
    }
    return swept;
  }

  private static boolean removeIfDead(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        return false;
      }
      remove(folder);
      return true;
    } catch (OverlappingFileLockException | NoSuchFileException _) {
      return false;
    }
  }

  private static void remove(Path folder) throws IOException {
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
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// A name nobody else uses.
  Path newFile() {
    return folder.resolve(Long.toString(count.incrementAndGet()));
  }

  @Override
  public void close() throws IOException {
    remove(folder);
    channel.close();
  }
}
