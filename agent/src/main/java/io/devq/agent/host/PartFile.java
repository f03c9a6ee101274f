package io.devq.agent.host;

import io.devq.base.Sha256;
import io.devq.protocol.PieceList;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// An artifact on its way in: pieces are appended one by one, each checked before it is written,
/// and can be read by peers as soon as they are here. Safe for use by many threads.
final class PartFile implements AutoCloseable {

  private final PieceList list;
  private final Path path;
  private final RandomAccessFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private int pieces;
  private boolean closed;

  private PartFile(PieceList list, Path path, RandomAccessFile file, int pieces) {
    this.list = list;
    this.path = path;
    this.file = file;
    this.pieces = pieces;
  }

  /// Opens a part, keeping the pieces an earlier process has written and that are still right.
  static PartFile open(PieceList list, Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    int good = 0;
    byte[] buffer = new byte[list.pieceSize()];
    while (good < list.pieces().size() && file.length() >= list.offset(good) + list.length(good)) {
      file.seek(list.offset(good));
      file.readFully(buffer, 0, list.length(good));
      if (!isPiece(list, good, buffer)) {
        break;
      }
      good++;
    }
    file.setLength(good == list.pieces().size() ? list.size() : list.offset(good));
    return new PartFile(list, path, file, good);
  }

  /// Whether these bytes are that piece.
  static boolean isPiece(PieceList list, int index, byte[] bytes) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, list.length(index));
    return Sha256.finish(digest).equals(list.pieces().get(index));
  }

  PieceList list() {
    return list;
  }

  /// How many pieces are here, from the first on.
  int pieces() {
    lock.lock();
    try {
      return pieces;
    } finally {
      lock.unlock();
    }
  }

  boolean isWhole() {
    return pieces() == list.pieces().size();
  }

  /// Appends the next piece, which has been checked.
  void append(byte[] bytes) throws IOException {
    lock.lock();
    try {
      file.seek(list.offset(pieces));
      file.write(bytes, 0, list.length(pieces));
      pieces++;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// A piece, waiting for it if it has not arrived yet.
  ///
  /// @return empty when it did not come in time
  Optional<byte[]> read(int index, Duration wait) throws IOException, InterruptedException {
    long left = wait.toNanos();
    lock.lock();
    try {
      while (index >= pieces && !closed && left > 0) {
        left = grown.awaitNanos(left);
      }
      if (index >= pieces || closed) {
        return Optional.empty();
      }
      byte[] bytes = new byte[list.length(index)];
      file.seek(list.offset(index));
      file.readFully(bytes);
      return Optional.of(bytes);
    } finally {
      lock.unlock();
    }
  }

  /// Checks the digest of the whole and moves the file to its final place.
  ///
  /// @return whether the bytes are right; if not, the part is gone
  boolean finish(Path to) throws IOException {
    lock.lock();
    try {
      file.getFD().sync();
      closed = true;
      grown.signalAll();
      file.close();
    } finally {
      lock.unlock();
    }
    if (!digest(path).equals(list.sha256())) {
      Files.delete(path);
      return false;
    }
    Disk.move(path, to);
    return true;
  }

  /// The digest of a file.
  static Sha256 digest(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[256 << 10];
    try (var in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Sha256.finish(digest);
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
      file.close();
    } finally {
      lock.unlock();
    }
  }
}
