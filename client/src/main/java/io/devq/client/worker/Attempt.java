package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.protocol.Json;
import io.devq.protocol.WorkerProtocol.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// One attempt as its work sees it.
public final class Attempt {

  private final Assignment assignment;
  private final Path folder;
  private final LogSpool log;
  private final AttemptCalls calls;
  private final Supplier<Patience> offers;
  private final Supplier<Optional<Stop>> stop;
  private volatile Supplier<OptionalInt> progress = OptionalInt::empty;

  Attempt(
      Assignment assignment,
      Path folder,
      LogSpool log,
      AttemptCalls calls,
      Supplier<Patience> offers,
      Supplier<Optional<Stop>> stop) {
    this.assignment = assignment;
    this.folder = folder;
    this.log = log;
    this.calls = calls;
    this.offers = offers;
    this.stop = stop;
  }

  /// What is to be done.
  public Assignment assignment() {
    return assignment;
  }

  /// The payload as a value.
  ///
  /// @throws Problem when it does not fit, with a pointer to the field
  public <T> T payload(Class<T> type) {
    return Json.strict().read(assignment.payload(), type);
  }

  /// A folder of this attempt alone; it is removed when the attempt is over. The file `log` in it
  /// is taken.
  public Path folder() {
    return folder;
  }

  /// Where the log is written to, as bytes; it reaches the server while the work goes on.
  public LogSpool log() {
    return log;
  }

  /// Says how far the work is.
  ///
  /// @param percent 0 to 100
  public void progress(int percent) {
    OptionalInt said = OptionalInt.of(Math.clamp(percent, 0, 100));
    progress = () -> said;
  }

  /// Lets the work be asked how far it is, once with every sync.
  public void progressFrom(Supplier<OptionalInt> source) {
    progress = source;
  }

  OptionalInt progress() {
    return progress.get();
  }

  /// Why the work has to end before it is done, once it has to.
  public Optional<Stop> stop() {
    return stop.get();
  }

  /// Stores a file as an artifact; it is on the server, verified, when this returns.
  ///
  /// A server that is away, or has no room, is waited for; the log says so.
  ///
  /// @return what it hashes to
  /// @throws Problem when the server does not want it
  public Sha256 upload(String name, Path file) throws IOException, InterruptedException {
    Sha256 sha256 = hash(file);
    Patience patience = offers.get();
    String said = "";
    while (true) {
      try {
        calls.upload(name, file, sha256);
        return sha256;
      } catch (Problem problem) {
        if (!said.equals(problem.message())) {
          said = problem.message();
          log.note("cannot store " + name + ": " + said);
        }
        patience.pauseAfter(problem);
      }
    }
  }

  private static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[128 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.finish(digest);
  }
}
