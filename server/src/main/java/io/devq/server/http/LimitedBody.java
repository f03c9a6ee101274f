package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// A request body that ends with a problem when it is longer than allowed, or comes so slowly that
/// it only keeps a place.
final class LimitedBody extends InputStream {

  private final InputStream in;
  private final long limit;
  private final HttpLimits limits;
  private final TimeSource time;
  private final long start;
  private long count;

  LimitedBody(InputStream in, long limit, HttpLimits limits, TimeSource time) {
    this.in = in;
    this.limit = limit;
    this.limits = limits;
    this.time = time;
    this.start = time.nanos();
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
      check();
    }
    return read;
  }

  private void check() {
    if (count > limit) {
      throw tooLarge(limit);
    }
    Duration late = Duration.ofNanos(time.nanos() - start).minus(limits.idle());
    if (late.isPositive() && count < late.toSeconds() * limits.slowestBody()) {
      throw Problem.invalid(
          Problems.BODY_TOO_SLOW,
          "The body comes at less than " + limits.slowestBody() + " bytes a second.");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
