package io.devq.blobs.files;

import io.devq.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;

/// Reads a blob and hashes it on the way; the read that would hand out its last byte checks the
/// digest first.
final class VerifyingStream extends InputStream {

  /// Told once, when the bytes are not those of the name.
  @FunctionalInterface
  interface Corruption {
    RuntimeException found(Sha256 actual);
  }

  private final InputStream in;
  private final Sha256 expected;
  private final long size;
  private final Corruption corruption;
  private final MessageDigest digest = Sha256.digest();
  private long position;
  private boolean checked;

  VerifyingStream(InputStream in, Sha256 expected, long size, Corruption corruption) {
    this.in = in;
    this.expected = expected;
    this.size = size;
    this.corruption = corruption;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      digest.update(buffer, offset, count);
      position += count;
    }
    if ((count < 0 || position >= size) && !checked) {
      checked = true;
      check();
    }
    return count;
  }

  private void check() {
    Sha256 actual = Sha256.finish(digest);
    if (position != size || !actual.equals(expected)) {
      throw corruption.found(actual);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
