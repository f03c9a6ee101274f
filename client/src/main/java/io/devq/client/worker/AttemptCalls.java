package io.devq.client.worker;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.client.Call;
import io.devq.client.Transport;
import io.devq.protocol.Json;
import io.devq.protocol.WorkerProtocol.LogAck;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The calls about one attempt, all fenced by (run, attempt). Each is sent once; whoever calls
/// decides how long to repeat it.
final class AttemptCalls {

  /// The most bytes of log one call carries.
  static final int LONGEST_APPEND = 256 * 1024;

  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);

  private final Transport transport;
  private final String path;

  AttemptCalls(Transport transport, RunId run, int attempt) {
    this.transport = transport;
    this.path = "/runs/" + run.text() + "/attempts/" + attempt;
  }

  /// Appends to the log; how many bytes of it are durable then.
  long append(long offset, byte[] bytes, int length) throws InterruptedException {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    Call call =
        Call.post(path + "/log")
            .query("offset", offset)
            .query("crc32c", checksum.getValue())
            .bytes(bytes, length);
    Failpoint.pass("worker.log.before");
    long durable = transport.send(call, LogAck.class).bytes();
    Failpoint.pass("worker.log.after");
    return durable;
  }

  /// The payload, when it is too large for the assignment.
  byte[] payload() throws InterruptedException, IOException {
    try (InputStream in = transport.open(Call.get(path + "/payload").within(UPLOAD_LIMIT))) {
      return in.readAllBytes();
    }
  }

  /// Stores a result that is too large for the outcome.
  void result(byte[] json) throws InterruptedException {
    transport.send(
        Call.put(path + "/result")
            .bytes(json, json.length)
            .header("Content-Type", "application/json")
            .within(UPLOAD_LIMIT));
  }

  /// Keeps a checkpoint.
  void checkpoint(String content) throws InterruptedException {
    transport.send(Call.put(path + "/checkpoint").json(parsed(content)));
  }

  private static JsonNode parsed(String content) {
    try {
      return Json.strict().read(content, JsonNode.class);
    } catch (Problem broken) {
      throw new Problem(
          Problem.Kind.INVALID,
          "invalid_checkpoint",
          "A checkpoint is a JSON text: " + broken.message(),
          null,
          broken);
    }
  }

  /// The newest checkpoint of the run, or null.
  @Nullable String checkpoint() throws InterruptedException {
    try {
      return Json.strict().text(transport.send(Call.get(path + "/checkpoint"), JsonNode.class));
    } catch (Problem none) {
      if (none.code().equals("no_checkpoint")) {
        return null;
      }
      throw none;
    }
  }

  /// Hands the outcome in.
  void finish(Outcome outcome) throws InterruptedException {
    Failpoint.pass("worker.outcome.before");
    transport.send(Call.post(path + "/outcome").json(outcome));
    Failpoint.pass("worker.outcome.after");
  }

  /// Stores a file as an artifact.
  void upload(String name, Path file, Sha256 sha256) throws InterruptedException {
    transport.send(
        Call.put(path + "/artifacts/" + Call.encode(name))
            .header("Devq-Sha256", sha256.hex())
            .file(file)
            .within(UPLOAD_LIMIT));
  }

  /// Whether the server finds the content of a call at fault, not the attempt.
  static boolean refused(Problem problem) {
    return switch (problem.kind()) {
      case INVALID, TOO_LARGE, UNPROCESSABLE -> true;
      default -> false;
    };
  }

  /// Whether the same call may work later.
  static boolean later(Problem problem) {
    return switch (problem.kind()) {
      case UNAVAILABLE, OVERLOADED, INTERNAL, STORAGE_FULL, UNAUTHENTICATED, FORBIDDEN -> true;
      case INVALID, NOT_FOUND, CONFLICT, PRECONDITION, FENCED, TOO_LARGE, UNPROCESSABLE -> false;
    };
  }
}
