package io.devq.agent.host;

import io.devq.base.TimeSource;
import io.devq.protocol.HostProtocol.Source;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/// One piece on its way from one source, on a thread of its own, so that it can be given up as soon
/// as the server names a better source.
final class Fetch {

  /// How it ended.
  sealed interface End {
    /// The bytes, not checked yet.
    @SuppressWarnings("ArrayRecordComponent") // never compared, only checked and written
    record Got(byte[] bytes) implements End {}

    /// The source has not got it either.
    record NotYet() implements End {}

    /// The source cannot give it.
    record Failed(String why) implements End {}
  }

  private final HttpClient http;
  private final TimeSource time;
  private final Source source;
  private final int length;
  private final Runnable done;
  private volatile long lastByte;
  private volatile @Nullable End end;
  private @Nullable Thread thread;

  Fetch(HttpClient http, TimeSource time, Source source, int length, Runnable done) {
    this.http = http;
    this.time = time;
    this.source = source;
    this.length = length;
    this.done = done;
    this.lastByte = time.nanos();
  }

  /// Begins.
  Fetch start(int index) {
    thread = Thread.ofVirtual().name("fetch-piece").start(() -> run(index));
    return this;
  }

  /// How it ended, or null while it goes on.
  @Nullable End end() {
    return end;
  }

  /// When the last byte came, in monotonic nanoseconds.
  long lastByte() {
    return lastByte;
  }

  /// Gives up.
  void cancel() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run(int index) {
    try {
      end = get(index);
    } catch (IOException failure) {
      end = new End.Failed(String.valueOf(failure.getMessage()));
    } catch (InterruptedException _) {
      end = new End.Failed("given up");
    } catch (RuntimeException broken) {
      end = new End.Failed(broken.toString());
    }
    done.run();
  }

  private End get(int index) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(source.url() + "/" + index))
            .timeout(HostLimits.PIECE)
            .header("Authorization", "Bearer " + source.token())
            .GET()
            .build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      return switch (response.statusCode()) {
        case 200 -> read(body);
        case 503 -> new End.NotYet();
        default -> new End.Failed("status " + response.statusCode());
      };
    }
  }

  private End read(InputStream body) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int count = body.read(bytes, at, length - at);
      if (count < 0) {
        return new End.Failed("the piece ends after " + at + " of " + length + " bytes");
      }
      at += count;
      lastByte = time.nanos();
    }
    return body.read() < 0 ? new End.Got(bytes) : new End.Failed("the piece is too long");
  }
}
