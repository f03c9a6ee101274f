package io.devq.client.worker;

import io.devq.base.Sha256;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The log of one attempt on its way to the server: everybody writes at its end, one shipper reads
/// from the beginning. Kept in a file, so that a server that is away costs no memory. Writing
/// beyond the limit is ignored after one line that says so.
///
/// Neither side may use interruptible channels: an interrupt ends the work, not its log.
public final class LogSpool extends OutputStream {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FileOutputStream out;
  private final RandomAccessFile in;
  private final long limit;
  private MessageDigest digest = Sha256.digest();
  private long size;
  private byte lastByte;
  private boolean truncated;
  private boolean ended;
  private @Nullable IOException failure;

  /// How long a log is and what it hashes to.
  public record Seal(long bytes, Sha256 sha256) {}

  /// An empty log in a new file.
  ///
  /// @param limit the most bytes it may have, the line about it aside
  public LogSpool(Path file, long limit) throws IOException {
    this.out = new FileOutputStream(file.toFile());
    this.in = new RandomAccessFile(file.toFile(), "r");
    this.limit = limit;
  }

  /// Writes one line of DevQ's own, marked as such, on a line by itself.
  public void note(String text) {
    lock.lock();
    try {
      String before = size == 0 || lastByte == '\n' ? "" : "\n";
      byte[] line = (before + "[devq] " + text + "\n").getBytes(StandardCharsets.UTF_8);
      write(line, 0, line.length);
    } catch (IOException _) {
      // kept in `failure`, which ends the attempt
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (ended || truncated) {
        return;
      }
      int room = (int) Math.min(length, limit - size);
      append(bytes, offset, room);
      if (room < length) {
        truncated = true;
        byte[] line = truncation();
        append(line, 0, line.length);
      }
    } finally {
      lock.unlock();
    }
  }

  private byte[] truncation() {
    String text =
        "\n[devq] the log reached its limit of " + limit + " bytes; the rest is not kept\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void append(byte[] bytes, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException full) {
      failure = full;
      changed.signalAll();
      throw full;
    }
    digest.update(bytes, offset, length);
    size += length;
    if (length > 0) {
      lastByte = bytes[offset + length - 1];
    }
    changed.signalAll();
  }

  /// Why nothing more can be written, or null.
  public @Nullable IOException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more bytes from now on.
  public Seal end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
      return seal();
    } finally {
      lock.unlock();
    }
  }

  /// What the log is now.
  public Seal seal() {
    lock.lock();
    try {
      return new Seal(size, Sha256.finish((MessageDigest) digest.clone()));
    } catch (CloneNotSupportedException missing) {
      throw new IllegalStateException("every SHA-256 can be cloned", missing);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there are bytes after `offset` or no more will come.
  ///
  /// @return how many there are; 0 means that the log has ended there
  long awaitAfter(long offset) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (size <= offset && !ended) {
        changed.await();
      }
      return Math.max(0, size - offset);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there are at least `enough` bytes after `offset`, the log has ended, or the time
  /// is over: so that many small writes become one append.
  void gather(long offset, int enough, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (size - offset < enough && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Reads from `offset` into the buffer; how many bytes that were.
  int read(long offset, byte[] buffer) throws IOException {
    long there;
    lock.lock();
    try {
      there = size;
    } finally {
      lock.unlock();
    }
    int length = (int) Math.min(buffer.length, there - offset);
    in.seek(offset);
    in.readFully(buffer, 0, length);
    return length;
  }

  /// Forgets everything from `bytes` on and takes no more, because the server will not have it.
  void cut(long bytes) throws IOException {
    lock.lock();
    try {
      MessageDigest shorter = Sha256.digest();
      byte[] buffer = new byte[64 * 1024];
      in.seek(0);
      long left = bytes;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("the spooled log is shorter than what the server has");
        }
        shorter.update(buffer, 0, read);
        left -= read;
      }
      digest = shorter;
      size = bytes;
      truncated = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Closes the file.
  @Override
  public void close() throws IOException {
    try (out;
        in) {
      end();
    }
  }
}
