package io.devq.jobs.service;

import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Workers.LogEnd;
import io.devq.jobs.store.LiveRun;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The log that a handler in this process writes.
final class LocalLog {

  private final LogBook logs;
  private final LiveRun run;
  private @Nullable MessageDigest digest;
  private long length;

  LocalLog(LogBook logs, LiveRun run) {
    this.logs = logs;
    this.run = run;
  }

  synchronized void line(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (length + bytes.length > JobLimits.LOG_BYTES) {
      return;
    }
    for (int from = 0; from < bytes.length; from += JobLimits.LOG_CHUNK) {
      append(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + JobLimits.LOG_CHUNK)));
    }
  }

  private void append(byte[] piece) {
    CRC32C crc = new CRC32C();
    crc.update(piece);
    logs.append(
        new RunId(run.id()), run.attempt(), run.project(), length, piece, (int) crc.getValue());
    if (digest == null) {
      digest = Sha256.digest();
    }
    digest.update(piece);
    length += piece.length;
  }

  synchronized LogEnd end() {
    MessageDigest all = digest;
    if (all == null) {
      return LogEnd.EMPTY;
    }
    try {
      return new LogEnd(length, Sha256.finish((MessageDigest) all.clone()).hex());
    } catch (CloneNotSupportedException cannot) {
      throw new IllegalStateException(cannot);
    }
  }
}
