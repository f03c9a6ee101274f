package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.jobs.JobLimits;
import io.devq.jobs.LogVault;
import io.devq.jobs.RunLogs;
import io.devq.jobs.Workers.LogEnd;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.LogStore;
import io.devq.jobs.store.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The logs of runs: durable rows while an attempt runs, one sealed piece in the vault when it has
/// ended.
final class LogBook implements RunLogs {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Catalog catalog;
  private final HistoryStore history;
  private final LogStore live;
  private final @Nullable LogVault vault;
  private final Signboard appended;
  private final DatabaseTime time;

  LogBook(Stores stores, @Nullable LogVault vault, Signboard appended, DatabaseTime time) {
    this.catalog = stores.catalog();
    this.history = stores.history();
    this.live = stores.logs();
    this.vault = vault;
    this.appended = appended;
    this.time = time;
  }

  /// A sealed log.
  ///
  /// @param name in the vault, or null when there is none or it stays as rows
  record Sealed(@Nullable String name, long bytes, boolean complete) {

    static final Sealed NONE = new Sealed(null, 0, true);
  }

  long append(RunId run, int attempt, int project, long offset, byte[] bytes, int crc32c) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    if ((int) crc.getValue() != crc32c) {
      throw Problem.invalid(
          "log_checksum", "The bytes do not match their CRC-32C; send them again.");
    }
    long there = live.length(run, attempt);
    if (offset > there) {
      throw Problem.conflict(
          "log_gap", "The log is durable up to " + there + " bytes; send on from there.");
    }
    long end = offset + bytes.length;
    if (end > JobLimits.LOG_BYTES + JobLimits.LOG_CHUNK) {
      throw Problem.of(
          Problem.Kind.TOO_LARGE,
          "log_too_large",
          "A log has at most " + JobLimits.LOG_BYTES + " bytes.");
    }
    if (end <= there) {
      return there;
    }
    byte[] fresh = Arrays.copyOfRange(bytes, (int) (there - offset), bytes.length);
    CRC32C ofFresh = new CRC32C();
    ofFresh.update(fresh);
    Failpoint.pass("log.before-append");
    live.append(run, attempt, project, there, (int) ofFresh.getValue(), fresh);
    Failpoint.pass("log.after-append");
    appended.notify(run.value());
    return end;
  }

  /// Checks that an attempt's log is all there and seals it.
  ///
  /// @throws Problem `log_incomplete` when bytes are missing or differ
  Sealed seal(LiveRun run, int attempt, LogEnd end) {
    if (end.bytes() == 0) {
      return Sealed.NONE;
    }
    RunId id = new RunId(run.id());
    long there = live.length(id, attempt);
    if (there != end.bytes()) {
      throw Problem.conflict(
          "log_incomplete",
          "The log has "
              + end.bytes()
              + " bytes and "
              + there
              + " are durable; send the rest, then the outcome again.");
    }
    String found = digest(id, attempt, there);
    if (!found.equals(end.sha256())) {
      throw Problem.conflict(
          "log_checksum", "The log's SHA-256 is " + found + ", not " + end.sha256() + ".");
    }
    return store(id, attempt, there, true);
  }

  /// Seals what has arrived of the log of an attempt that was lost.
  Sealed sealWhatIsThere(LiveRun run, int attempt) {
    RunId id = new RunId(run.id());
    long there = live.length(id, attempt);
    return there == 0 ? new Sealed(null, 0, false) : store(id, attempt, there, false);
  }

  /// Seals the log of an attempt that has ended well, as its handler's transaction says: each line
  /// was durable when it was written.
  Sealed sealAll(LiveRun run, int attempt) {
    RunId id = new RunId(run.id());
    long there = live.length(id, attempt);
    return there == 0 ? Sealed.NONE : store(id, attempt, there, true);
  }

  private Sealed store(RunId run, int attempt, long bytes, boolean complete) {
    if (vault == null) {
      return new Sealed(null, bytes, complete);
    }
    Failpoint.pass("log.before-seal");
    try (InputStream in = new LiveLogStream(live, run, attempt, bytes)) {
      String name = vault.seal(in);
      Failpoint.pass("log.after-seal");
      return new Sealed(name, bytes, complete);
    } catch (IOException failure) {
      throw new UncheckedIOException("the log of " + run + " could not be sealed", failure);
    }
  }

  /// Removes live bytes of attempts whose log has been sealed and whose end is durable.
  void discard(RunId run, int attempt) {
    if (vault != null) {
      live.discard(run, attempt);
    }
  }

  private String digest(RunId run, int attempt, long bytes) {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new LiveLogStream(live, run, attempt, bytes)) {
      byte[] buffer = new byte[65_536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Sha256.finish(digest).hex();
  }

  @Override
  public Part read(String project, RunId run, int attempt, long offset, int max) {
    int number = catalog.project(project);
    Optional<LiveRun> waiting = history.live(number, run.shard(), run.value());
    if (waiting.isPresent()) {
      return readLive(
          waiting.get(), run, attempt == 0 ? waiting.get().attempt() : attempt, offset, max);
    }
    HistoryStore.FinalRun over =
        history
            .ended(number, run.shard(), run.value())
            .orElseThrow(() -> Problem.notFound("unknown_run", "There is no run " + run + "."));
    int wanted = attempt == 0 ? over.attempt() : attempt;
    if (wanted != over.attempt()) {
      return readEnded(run, wanted, offset, max, true);
    }
    return readSealed(
        run, wanted, over.last().logName(), over.last().logBytes(), offset, max, true);
  }

  private Part readLive(LiveRun state, RunId run, int attempt, long offset, int max) {
    if (attempt < state.attempt()) {
      return readEnded(run, attempt, offset, max, false);
    }
    return new Part(attempt, offset, liveBytes(run, attempt, offset, max), false, false);
  }

  private Part readEnded(RunId run, int attempt, long offset, int max, boolean runOver) {
    LogStore.Ended ended =
        live.ended(run, attempt)
            .orElseThrow(() ->
                Problem.notFound("unknown_attempt", run + " has no attempt " + attempt + "."));
    return readSealed(run, attempt, ended.name(), ended.bytes(), offset, max, runOver);
  }

  private Part readSealed(
      RunId run,
      int attempt,
      @Nullable String name,
      long length,
      long offset,
      int max,
      boolean runOver) {
    byte[] bytes;
    if (name == null || vault == null) {
      bytes = liveBytes(run, attempt, offset, max);
    } else {
      try (InputStream in = vault.open(name, Math.min(offset, length))) {
        bytes = in.readNBytes(max);
      } catch (IOException failure) {
        throw new UncheckedIOException("the log of " + run + " could not be read", failure);
      }
    }
    return new Part(attempt, offset, bytes, offset + bytes.length >= length, runOver);
  }

  private byte[] liveBytes(RunId run, int attempt, long offset, int max) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<LogStore.Chunk> chunks = live.read(run, attempt, offset, offset + max);
    for (LogStore.Chunk chunk : chunks) {
      int from = (int) Math.max(0, offset - chunk.start());
      int length = Math.min(chunk.bytes().length - from, max - out.size());
      if (length > 0) {
        out.write(chunk.bytes(), from, length);
      }
    }
    return out.toByteArray();
  }

  @Override
  public Part follow(String project, RunId run, int attempt, long offset, int max, Duration atMost)
      throws InterruptedException {
    long until = time.nanos() + atMost.toNanos();
    while (true) {
      long seen = appended.seen(run.value());
      Part part = read(project, run, attempt, offset, max);
      long left = until - time.nanos();
      if (part.bytes().length > 0 || part.ended() || left <= 0) {
        return part;
      }
      appended.await(run.value(), seen, Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
    }
  }
}
