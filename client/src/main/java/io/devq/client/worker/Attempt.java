package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.protocol.Json;
import io.devq.protocol.WorkerProtocol.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One attempt as its work sees it.
public final class Attempt {

  private final Assignment assignment;
  private final Path folder;
  private final LogSpool log;
  private final AttemptCalls calls;
  private final AttemptClock clock;
  private final Supplier<Patience> offers;
  private final Supplier<Optional<Stop>> stop;
  private final Runnable news;
  private volatile @Nullable String fetched;

  Attempt(
      Assignment assignment,
      Path folder,
      LogSpool log,
      AttemptCalls calls,
      AttemptClock clock,
      Ties ties) {
    this.assignment = assignment;
    this.folder = folder;
    this.log = log;
    this.calls = calls;
    this.clock = clock;
    this.offers = ties.offers();
    this.stop = ties.stop();
    this.news = ties.news();
  }

  /// How an attempt is tied to the worker that runs it.
  ///
  /// @param offers how long the server is waited for
  /// @param stop why the work has to end, once it has to
  /// @param news told when the server should soon hear of a change
  record Ties(Supplier<Patience> offers, Supplier<Optional<Stop>> stop, Runnable news) {}

  /// What is to be done.
  public Assignment assignment() {
    return assignment;
  }

  /// The payload as a value.
  ///
  /// @throws Problem when it does not fit, with a pointer to the field
  public <T> T payload(Class<T> type) throws IOException, InterruptedException {
    return Json.strict().read(payload(), type);
  }

  /// The payload, a JSON text. A large one is fetched when it is first asked for; a server that is
  /// away is waited for.
  public String payload() throws IOException, InterruptedException {
    String given = assignment.payload();
    if (given != null) {
      return given;
    }
    String here = fetched;
    if (here == null) {
      here = fetch();
      fetched = here;
    }
    return here;
  }

  private String fetch() throws IOException, InterruptedException {
    Patience patience = offers.get();
    while (true) {
      try {
        return new String(calls.payload(), StandardCharsets.UTF_8);
      } catch (Problem problem) {
        patience.pauseAfter(problem);
      }
    }
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

  /// Says how far the work is. A job may limit the time between two such reports; the server hears
  /// of it with the next sync.
  ///
  /// @param percent 0 to 100
  public void progress(int percent) {
    clock.report(percent, null);
  }

  /// Says how far the work is.
  ///
  /// @param percent 0 to 100
  /// @param note what it is doing
  public void progress(int percent, @Nullable String note) {
    clock.report(percent, note);
  }

  /// Asks for more time: the attempt may run so much longer than until now.
  ///
  /// @return how long it may run in all, from its beginning
  /// @throws Problem `time_limit_too_long`; the limit is then as it was
  public Duration extend(Duration more) {
    Duration limit = clock.extend(more);
    news.run();
    return limit;
  }

  /// Keeps what the attempts after this one can begin from, a JSON text of at most 64 KiB; durable
  /// when this returns. It replaces the one before, and is gone when the run is over. A server that
  /// is away is waited for.
  ///
  /// @throws Problem `checkpoint_too_large`, `invalid_checkpoint`, `attempt_replaced`
  public void checkpoint(String content) throws InterruptedException {
    Patience patience = offers.get();
    while (true) {
      try {
        calls.checkpoint(content);
        return;
      } catch (Problem problem) {
        patience.pauseAfter(problem);
      }
    }
  }

  /// The newest checkpoint of the run, of this attempt or of one before, or null. A server that is
  /// away is waited for.
  ///
  /// @throws Problem `attempt_replaced`
  public @Nullable String checkpoint() throws InterruptedException {
    Patience patience = offers.get();
    while (true) {
      try {
        return calls.checkpoint();
      } catch (Problem problem) {
        patience.pauseAfter(problem);
      }
    }
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
