package io.devq.blobs.files;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.Expected;
import io.devq.blobs.PieceDigests;
import io.devq.blobs.PieceHasher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Blobs as files of one folder: `blobs/aa/bb/<sha256>`. A blob is written to a file of its
/// writer's own folder (`writing/…`), forced to disk, then renamed to its name, and the rename is
/// forced to disk; so whatever stands under a name is whole. What dead writers left is swept when
/// the next one starts. A blob whose bytes are no longer right goes to `quarantine/`.
public final class FileBlobs implements Blobs, AutoCloseable {

  /// How many blobs are written at once; further writers wait.
  public static final int WRITERS = 64;

  /// How long a writer waits for its turn, in seconds.
  public static final int TURN_SECONDS = 60;

  /// The longest page of [#list].
  public static final int LONGEST_PAGE = 1000;

  static final int BUFFER = 256 << 10;

  private final Storage storage;
  private final BlobNames names;
  private final WriterFolder writing;
  private final Semaphore turns = new Semaphore(WRITERS, true);

  private FileBlobs(Storage storage, BlobNames names, WriterFolder writing) {
    this.storage = storage;
    this.names = names;
    this.writing = writing;
  }

  /// Opens the store in `folder`, makes it if need be, and sweeps what dead writers left.
  ///
  /// @throws Problem `storage_failed`, `storage_full`
  public static FileBlobs open(Path folder) {
    Storage storage = new Storage(folder);
    try {
      storage.createFolder(folder.resolve("blobs"));
      storage.createFolder(folder.resolve("quarantine"));
      WriterFolder.sweep(folder.resolve("writing"));
      WriterFolder writing = WriterFolder.open(folder.resolve("writing"));
      return new FileBlobs(storage, new BlobNames(folder), writing);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  @Override
  public Blob put(InputStream in, Expected expected) throws IOException {
    takeTurn();
    try {
      Path temporary = writing.newFile();
      try {
        Blob blob = write(in, temporary, expected);
        publish(temporary, blob);
        return blob;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } finally {
      turns.release();
    }
  }

  private void takeTurn() throws IOException {
    try {
      if (!turns.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.of(
            Kind.OVERLOADED, "too_many_uploads", WRITERS + " uploads are under way; try again.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before writing", interrupted);
    }
  }

  private Blob write(InputStream in, Path temporary, Expected expected) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (Sink sink = Sink.create(storage, temporary)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        size += count;
        if (size > expected.limit()) {
          throw Problem.of(
              Kind.TOO_LARGE, "blob_too_large", "More than " + expected.limit() + " bytes came.");
        }
        digest.update(buffer, 0, count);
        sink.write(buffer, count);
      }
      Blob blob = new Blob(Sha256.finish(digest), size);
      expected.check(blob);
      sink.force();
      return blob;
    }
  }

  private void publish(Path temporary, Blob blob) {
    Failpoint.pass("blob.before-rename");
    try {
      storage.publish(temporary, names.of(blob.sha256()));
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
    Failpoint.pass("blob.after-rename");
  }

  /// Publishes a finished file of this store's folder under its digest, after reading it again.
  Blob adopt(Path file, Expected expected) {
    Blob blob = hash(file, PieceDigests.PIECE_SIZE).blob();
    expected.check(blob);
    publish(file, blob);
    return blob;
  }

  @Override
  public InputStream open(Sha256 sha256) {
    try {
      FileChannel channel = openChannel(sha256);
      return new VerifyingStream(
          Channels.newInputStream(channel),
          sha256,
          channel.size(),
          actual -> setAside(sha256, actual));
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  @Override
  public InputStream open(Sha256 sha256, long offset, long length) {
    try {
      FileChannel channel = openChannel(sha256);
      long size = channel.size();
      if (offset < 0 || length < 0 || offset > size || length > size - offset) {
        channel.close();
        throw Problem.invalid(
            "invalid_range", "The blob has " + size + " bytes; the range must lie inside.");
      }
      channel.position(offset);
      return new LimitedStream(Channels.newInputStream(channel), length);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  private FileChannel openChannel(Sha256 sha256) throws IOException {
    try {
      return FileChannel.open(names.of(sha256), StandardOpenOption.READ);
    } catch (NoSuchFileException _) {
      throw missing(sha256);
    }
  }

  private static Problem missing(Sha256 sha256) {
    return Problem.notFound("blob_not_found", "There is no blob " + sha256 + " here.");
  }

  @Override
  public Optional<Blob> find(Sha256 sha256) {
    try {
      return Optional.of(new Blob(sha256, Files.size(names.of(sha256))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  @Override
  public Blob verify(Sha256 sha256) {
    return pieces(sha256, PieceDigests.PIECE_SIZE).blob();
  }

  @Override
  public PieceDigests pieces(Sha256 sha256, int pieceSize) {
    if (!exists(sha256)) {
      throw missing(sha256);
    }
    PieceDigests found = hash(names.of(sha256), pieceSize);
    if (!found.blob().sha256().equals(sha256)) {
      throw setAside(sha256, found.blob().sha256());
    }
    return found;
  }

  private PieceDigests hash(Path file, int pieceSize) {
    PieceHasher hasher = new PieceHasher(pieceSize);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hasher.update(buffer, 0, count);
      }
      return hasher.finish();
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  private Problem setAside(Sha256 sha256, Sha256 actual) {
    try {
      Path to = names.quarantined(sha256);
      storage.publish(names.of(sha256), to);
      return Problem.of(
          Kind.INTERNAL,
          "blob_corrupt",
          "The stored bytes of "
              + sha256
              + " now have SHA-256 "
              + actual
              + "; they were moved to "
              + to
              + " and must be stored again.");
    } catch (IOException failure) {
      return storage.explain(failure);
    }
  }

  @Override
  public boolean delete(Sha256 sha256) {
    Path file = names.of(sha256);
    try {
      boolean deleted = Files.deleteIfExists(file);
      if (deleted) {
        storage.syncFolder(names.folderOf(sha256));
      }
      return deleted;
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  @Override
  public List<Blob> list(Optional<Sha256> after, int limit) {
    if (limit < 1 || limit > LONGEST_PAGE) {
      throw Problem.invalid("invalid_limit", "A page has 1 to " + LONGEST_PAGE + " blobs.");
    }
    try {
      return names.list(after.map(Sha256::hex).orElse(""), limit);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  Storage storage() {
    return storage;
  }

  /// Removes the writer's folder; half-written blobs are gone.
  @Override
  public void close() {
    try {
      writing.close();
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }
}
