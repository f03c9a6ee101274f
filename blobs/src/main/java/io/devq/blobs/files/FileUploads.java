package io.devq.blobs.files;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Expected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Uploads that go on where they broke off: a part file per digest, appended to at its end, read
/// again as a whole and published when it is complete. Parts survive restarts; those nobody touched
/// for [#KEPT] are removed by [#sweep].
public final class FileUploads {

  /// How many unfinished uploads there may be.
  public static final int MOST = 1000;

  /// How long an untouched part is kept.
  public static final Duration KEPT = Duration.ofDays(2);

  private final FileBlobs blobs;
  private final Storage storage;
  private final Path parts;
  private final Set<Sha256> busy = ConcurrentHashMap.newKeySet();

  /// Uploads into `blobs`, with the parts beside them.
  ///
  /// @throws Problem `storage_failed`
  public FileUploads(FileBlobs blobs) {
    this.blobs = blobs;
    this.storage = blobs.storage();
    this.parts = storage.root().resolve("uploads");
    try {
      storage.createFolder(parts);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  /// How many bytes of the blob are here: all when it is stored, else the length of its part.
  public long offset(Sha256 sha256) {
    return blobs.find(sha256).map(Blob::size).orElseGet(() -> partSize(sha256));
  }

  private long partSize(Sha256 sha256) {
    try {
      return Files.size(part(sha256));
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  /// Appends `in` to the part, which must be `offset` long, until `in` ends or `size` bytes are
  /// here. What arrived before `in` failed is kept.
  ///
  /// @return the new length
  /// @throws IOException when `in` fails
  /// @throws Problem `wrong_offset`, `upload_busy`, `blob_too_large`, `too_many_uploads`
  public long append(Sha256 sha256, long offset, long size, InputStream in) throws IOException {
    hold(sha256);
    try {
      long here = partSize(sha256);
      if (here != offset) {
        throw Problem.conflict(
            "wrong_offset", "The upload stands at byte " + here + "; go on from there.");
      }
      if (here == 0) {
        checkCount();
      }
      return copy(in, part(sha256), offset, size);
    } finally {
      busy.remove(sha256);
    }
  }

  private long copy(InputStream in, Path part, long offset, long size) throws IOException {
    byte[] buffer = new byte[FileBlobs.BUFFER];
    long at = offset;
    try (Sink sink = Sink.append(storage, part)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        at += count;
        if (at > size) {
          throw Problem.of(
              Kind.TOO_LARGE, "blob_too_large", "More than the announced " + size + " bytes came.");
        }
        sink.write(buffer, count);
      }
      sink.force();
    }
    return at;
  }

  /// Reads the complete part again, hashes it and publishes it as a blob. A part with another
  /// digest is thrown away.
  ///
  /// @throws Problem `blob_not_found`, `digest_mismatch`, `size_mismatch`, `upload_busy`
  public Blob publish(Sha256 sha256, long size) {
    hold(sha256);
    try {
      if (blobs.exists(sha256)) {
        return blobs.verify(sha256);
      }
      if (!Files.exists(part(sha256))) {
        throw Problem.notFound("blob_not_found", "Nothing of " + sha256 + " was uploaded.");
      }
      return adopt(sha256, size);
    } finally {
      busy.remove(sha256);
    }
  }

  private Blob adopt(Sha256 sha256, long size) {
    try {
      return blobs.adopt(part(sha256), Expected.exactly(sha256, size));
    } catch (Problem problem) {
      if (problem.code().equals("digest_mismatch")) {
        delete(part(sha256));
      }
      throw problem;
    }
  }

  private void hold(Sha256 sha256) {
    if (!busy.add(sha256)) {
      throw Problem.conflict(
          "upload_busy", "Another upload of " + sha256 + " is under way; try again later.");
    }
  }

  private void checkCount() {
    if (parts().size() >= MOST) {
      throw Problem.of(
          Kind.OVERLOADED, "too_many_uploads", MOST + " uploads are unfinished; try again later.");
    }
  }

  /// Removes parts nobody touched since [#KEPT] before `now`.
  ///
  /// @return how many
  public int sweep(Instant now) {
    int swept = 0;
    for (Path part : parts()) {
      if (touched(part).isBefore(now.minus(KEPT))) {
        delete(part);
        swept++;
      }
    }
    return swept;
  }

  private List<Path> parts() {
    try (Stream<Path> files = Files.list(parts)) {
      return files.toList();
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  private Instant touched(Path part) {
    try {
      return Files.getLastModifiedTime(part).toInstant();
    } catch (NoSuchFileException _) {
      return Instant.MAX;
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  private void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  private Path part(Sha256 sha256) {
    return parts.resolve(sha256.hex() + ".part");
  }
}
