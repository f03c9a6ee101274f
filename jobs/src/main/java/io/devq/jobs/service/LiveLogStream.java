package io.devq.jobs.service;

import io.devq.base.RunId;
import io.devq.jobs.store.LogStore;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// The live log of one attempt as a stream, read a bounded number of pieces at a time.
final class LiveLogStream extends InputStream {

  private final LogStore store;
  private final RunId run;
  private final int attempt;
  private final long length;
  private final Deque<LogStore.Chunk> ahead = new ArrayDeque<>();
  private long position;

  LiveLogStream(LogStore store, RunId run, int attempt, long length) {
    this.store = store;
    this.run = run;
    this.attempt = attempt;
    this.length = length;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    if (position >= length) {
      return -1;
    }
    if (ahead.isEmpty()) {
      ahead.addAll(store.read(run, attempt, position, length));
    }
    LogStore.Chunk chunk = ahead.peek();
    if (chunk == null || chunk.start() > position) {
      throw new IllegalStateException("the log of " + run + " has a hole at " + position);
    }
    int from = (int) (position - chunk.start());
    int n = Math.min(count, chunk.bytes().length - from);
    System.arraycopy(chunk.bytes(), from, into, offset, n);
    position += n;
    if (from + n == chunk.bytes().length) {
      ahead.remove();
    }
    return n;
  }
}
