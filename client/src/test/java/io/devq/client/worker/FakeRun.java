package io.devq.client.worker;

import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A run in the memory of [FakeServer]; guarded by the server's lock.
final class FakeRun {

  final RunId id;
  final String type;
  final String payload;
  final Duration timeout;
  final Map<String, byte[]> artifacts = new HashMap<>();
  int first = 1;
  int attempt = 1;
  boolean given;
  boolean seen;
  @Nullable Integer progress;
  @Nullable String note;
  @Nullable Duration limit;
  @Nullable Duration progressTimeout;
  @Nullable JsonNode checkpoint;
  @Nullable String result;
  @Nullable Stop cancel;
  @Nullable Outcome outcome;
  int outcomes;
  private byte[] log = new byte[0];

  FakeRun(RunId id, String type, String payload, Duration timeout) {
    this.id = id;
    this.type = type;
    this.payload = payload;
    this.timeout = timeout;
  }

  int logBytes() {
    return log.length;
  }

  String log() {
    return new String(log, StandardCharsets.UTF_8);
  }

  Sha256 logSha256() {
    return Sha256.of(log);
  }

  /// Appends what is beyond the end; what is there already is left alone.
  void append(int offset, byte[] bytes) {
    int known = log.length - offset;
    if (known < bytes.length) {
      ByteArrayOutputStream longer = new ByteArrayOutputStream();
      longer.writeBytes(log);
      longer.write(bytes, known, bytes.length - known);
      log = longer.toByteArray();
    }
  }

  void cut(int bytes) {
    log = Arrays.copyOf(log, Math.min(bytes, log.length));
  }
}
