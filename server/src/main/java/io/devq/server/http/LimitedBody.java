package io.devq.server.http;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.InputStream;

/// A request body that ends with a problem when it is longer than allowed.
final class LimitedBody extends InputStream {

  private final InputStream in;
  private final long limit;
  private long count;

  LimitedBody(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  static Problem tooLarge(long limit) {
    return Problem.of(
        Problem.Kind.TOO_LARGE,
        "body_too_large",
        "The body is larger than the " + limit + " bytes allowed here.");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(buffer, offset, length);
    } catch (IOException broken) {
      throw new ClientGone(broken);
    }
    if (read > 0) {
      count += read;
      if (count > limit) {
        throw tooLarge(limit);
      }
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
