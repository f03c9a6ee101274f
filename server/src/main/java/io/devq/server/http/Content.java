package io.devq.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bytes of known length, any part of which can be sent.
public interface Content {

  /// How many bytes there are.
  long length();

  /// Writes the bytes `offset` to `offset + count`, which lie inside.
  void write(long offset, long count, OutputStream out) throws IOException;

  /// Bytes in memory.
  static Content of(byte[] bytes) {
    return new Content() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void write(long offset, long count, OutputStream out) throws IOException {
        out.write(bytes, Math.toIntExact(offset), Math.toIntExact(count));
      }
    };
  }

  /// Bytes that can be read from any offset.
  static Content of(long length, Opener opener) {
    return new Content() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void write(long offset, long count, OutputStream out) throws IOException {
        try (InputStream in = opener.open(offset)) {
          copy(in, count, out);
        }
      }
    };
  }

  /// The bytes of a file that does not change.
  static Content of(Path file) throws IOException {
    return of(
        Files.size(file),
        offset -> {
          InputStream in = Files.newInputStream(file);
          in.skipNBytes(offset);
          return in;
        });
  }

  /// Opens a source of bytes at an offset.
  @FunctionalInterface
  interface Opener {

    /// The bytes from `offset` on; closed by the caller.
    InputStream open(long offset) throws IOException;
  }

  private static void copy(InputStream in, long count, OutputStream out) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the source ended " + left + " bytes early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
