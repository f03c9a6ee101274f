package io.devq.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// Unpacks a `.txz` archive durably. One thread decompresses, which is most of the work, while
/// others write the small files and wait for the disk.
final class Unpacking {

  private static final int READ_BUFFER = 1 << 16;
  private static final int WRITERS = 4;
  private static final int FILES_IN_MEMORY = 64;
  private static final int SMALL = 1 << 20;

  private final Path target;
  private final Semaphore room = new Semaphore(FILES_IN_MEMORY);
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  private Unpacking(Path target) {
    this.target = target;
  }

  /// Unpacks `archive` into the new folder `target` and returns when all of it is on disk.
  static void unpack(URL archive, Path target) throws IOException {
    Unpacking unpacking = new Unpacking(target);
    try (InputStream raw = archive.openStream();
        InputStream unzipped = new XZInputStream(new BufferedInputStream(raw, READ_BUFFER));
        TarArchiveInputStream tar = new TarArchiveInputStream(unzipped);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpacking.put(tar, entry, writers);
      }
    }
    IOException failed = unpacking.failure.get();
    if (failed != null) {
      throw failed;
    }
    Disk.syncFolders(target);
  }

  private void put(TarArchiveInputStream tar, TarArchiveEntry entry, ExecutorService writers)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("an entry of the PostgreSQL archive leaves it: " + entry.getName());
    }
    makeFolders(entry.isDirectory() ? path : Disk.parent(path));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      boolean program = (entry.getMode() & 0100) != 0;
      if (entry.getSize() > SMALL) {
        write(tar, path, program);
      } else {
        byte[] bytes = tar.readAllBytes();
        room.acquireUninterruptibly();
        writers.execute(() -> writeLater(bytes, path, program));
      }
    }
  }

  private void writeLater(byte[] bytes, Path path, boolean program) {
    try {
      write(new ByteArrayInputStream(bytes), path, program);
    } catch (IOException failed) {
      failure.compareAndSet(null, failed);
    } finally {
      room.release();
    }
  }

  private static void write(InputStream in, Path path, boolean program) throws IOException {
    Files.copy(in, path);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    Disk.syncOne(path);
  }

  // For everybody to read, as the server may run as another user.
  private static void makeFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      makeFolders(Disk.parent(folder));
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
