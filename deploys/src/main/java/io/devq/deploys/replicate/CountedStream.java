package io.devq.deploys.replicate;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Says every [#STEP] bytes how many have passed.
final class CountedStream extends FilterInputStream {

  /// How often the count is told, in bytes.
  static final long STEP = 8 << 20;

  private final LongConsumer told;
  private long passed;
  private long last;

  CountedStream(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    count(Math.max(0, count));
    return count;
  }

  private void count(int bytes) {
    passed += bytes;
    if (passed - last >= STEP) {
      last = passed;
      told.accept(passed);
    }
  }
}
