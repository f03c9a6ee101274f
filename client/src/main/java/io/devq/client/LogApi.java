package io.devq.client;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.protocol.Json;
import io.devq.protocol.LogEvents;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The logs of runs, as bytes.
public final class LogApi {

  /// How long a follower keeps trying while the server is away.
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Transport transport;
  private final TimeSource time;

  LogApi(Transport transport, TimeSource time) {
    this.transport = transport;
    this.time = time;
  }

  /// Who reads along.
  @FunctionalInterface
  public interface Listener {

    /// Takes the next bytes of an attempt's log. A higher attempt than before means that the run
    /// was tried again.
    void bytes(int attempt, byte[] bytes) throws IOException;
  }

  /// The log as it is now; the caller closes it.
  ///
  /// @param attempt which attempt, or 0 for the newest
  /// @throws Problem `unknown_run`
  public InputStream read(RunId run, int attempt) throws InterruptedException {
    return transport.open(
        Call.get("/runs/" + run.text() + "/log").query("attempt", attempt == 0 ? null : attempt));
  }

  /// Follows the log of a run until the run is final; each byte is handed over exactly once, also
  /// across lost connections and restarts of the server.
  ///
  /// @return the run as it ended
  /// @throws Problem when the run is not known, or the server stays away for [#PATIENCE]
  /// @throws IOException when the listener throws it
  public Views.Run follow(RunId run, Listener listener) throws IOException, InterruptedException {
    Follower follower = new Follower(run, listener);
    Backoff backoff = new Backoff(time, FIRST_PAUSE, LONGEST_PAUSE);
    long heard = time.nanos();
    while (!follower.ended) {
      String before = follower.lastId;
      @Nullable Problem problem = follower.once();
      if (!before.equals(follower.lastId)) {
        backoff.reset();
        heard = time.nanos();
      }
      if (problem != null
          && (!Transport.passing(problem) || time.nanos() - heard > PATIENCE.toNanos())) {
        throw problem;
      }
      if (!follower.ended) {
        backoff.pause();
      }
    }
    return transport.sendPatiently(
        Call.get("/runs/" + run.text()), Views.Run.class, PATIENCE, () -> {});
  }

  /// Waits until a run is final.
  ///
  /// @return the run as it ended
  /// @throws Problem as [#follow]
  public Views.Run await(RunId run) throws InterruptedException {
    try {
      return follow(run, (_, _) -> {});
    } catch (IOException jump) {
      throw new UncheckedIOException(jump);
    }
  }

  /// Reads one connection after another, each from where the one before broke.
  private final class Follower {

    private final RunId run;
    private final Listener listener;
    private String lastId = "";
    private int attempt;
    private long offset;
    private boolean ended;

    private Follower(RunId run, Listener listener) {
      this.run = run;
      this.listener = listener;
    }

    /// Reads until the connection ends; the problem that kept it from beginning, or null.
    private @Nullable Problem once() throws IOException, InterruptedException {
      Call call =
          Call.get("/runs/" + run.text() + "/log").header("Accept", "text/event-stream").once();
      if (!lastId.isEmpty()) {
        call = call.header("Last-Event-ID", lastId);
      }
      try (EventStream events = new EventStream(transport.open(call))) {
        for (var event = next(events); event != null && !ended; event = next(events)) {
          take(event);
        }
        return null;
      } catch (Problem problem) {
        return problem;
      }
    }

    private EventStream.@Nullable Event next(EventStream events) {
      try {
        return events.next();
      } catch (IOException _) {
        return null; // the connection broke: the next one resumes
      }
    }

    private void take(EventStream.Event event) throws IOException {
      switch (event.name()) {
        case LogEvents.LOG -> {
          LogEvents.Piece piece = Json.tolerant().read(event.data(), LogEvents.Piece.class);
          deliver(piece, Base64.getDecoder().decode(piece.base64()));
          lastId = LogEvents.id(attempt, offset);
        }
        case LogEvents.END -> ended = true;
        default -> {}
      }
    }

    private void deliver(LogEvents.Piece piece, byte[] bytes) throws IOException {
      if (piece.attempt() != attempt) {
        attempt = piece.attempt();
        offset = 0;
      }
      if (piece.offset() > offset) {
        throw new IOException(
            "the log jumps from byte " + offset + " to byte " + piece.offset() + "; read it anew");
      }
      int seen = (int) Math.min(offset - piece.offset(), bytes.length);
      if (seen < bytes.length) {
        listener.bytes(attempt, seen == 0 ? bytes : Arrays.copyOfRange(bytes, seen, bytes.length));
      }
      offset = Math.max(offset, piece.offset() + bytes.length);
    }
  }
}
