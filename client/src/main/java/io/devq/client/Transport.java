package io.devq.client;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.TimeSource;
import io.devq.protocol.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Sends calls and reads answers; everything above it is only names. Safe for use by many threads.
///
/// Whatever goes wrong comes out as a [Problem]: what the server said with its own code, or
/// `server_unreachable` and `server_timeout`. A call that may be repeated is tried again, at most
/// [#TRIES] times in all, when the server could not be reached or was overloaded.
public final class Transport implements AutoCloseable {

  /// How often a repeatable call is sent in all.
  public static final int TRIES = 4;

  /// Answers that are read whole are at most this long; longer ones must be streamed.
  public static final int LONGEST_ANSWER = 64 * 1024 * 1024;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int LONGEST_PROBLEM = 64 * 1024;

  private final ClientSettings settings;
  private final TimeSource time;
  private final ExecutorService threads;
  private final HttpClient http;

  /// A transport to one server. Connects when first used.
  public Transport(ClientSettings settings) {
    this(settings, TimeSource.system());
  }

  /// A transport whose waits follow a given clock.
  public Transport(ClientSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();
  }

  /// Where the server is and who calls.
  public ClientSettings settings() {
    return settings;
  }

  /// Sends a call and reads its answer as JSON.
  ///
  /// @throws Problem when it did not work
  public <T> T send(Call call, Class<T> type) throws InterruptedException {
    return read(call, type, exchange(call));
  }

  /// Sends a call and reads its answer as JSON of a generic type.
  ///
  /// @throws Problem when it did not work
  public <T> T send(Call call, TypeReference<T> type) throws InterruptedException {
    try {
      return Json.tolerant().mapper().readValue(exchange(call), type);
    } catch (JacksonException unreadable) {
      throw unreadable(call, unreadable);
    }
  }

  /// Sends a repeatable call and reads its answer as JSON; keeps sending the same while the server
  /// is away, up to a length of time since it was last there.
  ///
  /// @param away called once, when the server does not answer and waiting begins
  /// @throws Problem when it did not work
  public <T> T sendPatiently(Call call, Class<T> type, Duration patience, Runnable away)
      throws InterruptedException {
    Backoff backoff = new Backoff(time, LONGEST_PAUSE, LONGEST_PAUSE);
    long began = time.nanos();
    boolean told = false;
    while (true) {
      try {
        return send(call, type);
      } catch (Problem problem) {
        boolean enough = time.nanos() - began > patience.toNanos();
        if (!call.repeatable() || !passing(problem) || enough) {
          throw problem;
        }
      }
      if (!told) {
        away.run();
        told = true;
      }
      backoff.pause();
    }
  }

  /// Sends a call whose answer does not matter.
  ///
  /// @throws Problem when it did not work
  public void send(Call call) throws InterruptedException {
    exchange(call);
  }

  /// Sends a call and hands its answer over as it arrives; the caller closes it. Only the beginning
  /// is repeated and limited in time.
  ///
  /// @throws Problem when it did not begin
  public InputStream open(Call call) throws InterruptedException {
    return retried(call, () -> openOnce(call));
  }

  /// Sends a call without waiting; it is never repeated. Cancelling the future ends the exchange. A
  /// failure is a [Problem], wrapped as futures do.
  public <T> CompletableFuture<T> sendAsync(Call call, Class<T> type) {
    CompletableFuture<HttpResponse<byte[]>> exchange = begin(call);
    CompletableFuture<T> answer =
        exchange.handleAsync(
            (response, failure) -> read(call, type, accept(call, response, failure)), threads);
    var _ =
        answer.whenComplete((_, _) -> {
          if (answer.isCancelled()) {
            exchange.cancel(true);
          }
        });
    return answer;
  }

  /// Ends all calls that are under way.
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    threads.shutdownNow();
  }

  private CompletableFuture<HttpResponse<byte[]>> begin(Call call) {
    try {
      return http.sendAsync(
          request(call), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    } catch (IOException unreadable) {
      return CompletableFuture.failedFuture(unreadable);
    }
  }

  private byte[] exchange(Call call) throws InterruptedException {
    return retried(call, () -> exchangeOnce(call));
  }

  /// The client's own limit ends when the answer begins, so this bounds the rest.
  private byte[] exchangeOnce(Call call) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange = begin(call);
    Duration limit = limit(call).multipliedBy(2);
    try {
      return accept(call, exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS), null);
    } catch (ExecutionException failed) {
      return accept(call, null, failed.getCause());
    } catch (TimeoutException late) {
      throw Answers.timedOut(settings.server(), limit, late);
    } finally {
      exchange.cancel(true);
    }
  }

  private byte[] accept(
      Call call, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response != null && response.statusCode() < 300) {
      return response.body();
    }
    if (response != null) {
      throw Answers.problem(response.uri(), response.statusCode(), response.body());
    }
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    throw cause instanceof IOException io
        ? problem(call, io)
        : new IllegalStateException("a call failed in an unknown way", cause);
  }

  private InputStream openOnce(Call call) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = http.send(request(call), BodyHandlers.ofInputStream());
    if (response.statusCode() < 300) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      byte[] details = body.readNBytes(LONGEST_PROBLEM);
      throw Answers.problem(response.uri(), response.statusCode(), details);
    }
  }

  @FunctionalInterface
  private interface Try<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T retried(Call call, Try<T> attempt) throws InterruptedException {
    Backoff backoff = new Backoff(time, FIRST_PAUSE, LONGEST_PAUSE);
    int left = call.repeatable() ? TRIES : 1;
    while (true) {
      Problem problem;
      try {
        return attempt.run();
      } catch (IOException broken) {
        problem = problem(call, broken);
      } catch (Problem refused) {
        problem = refused;
      }
      left--;
      if (left == 0 || !passing(problem)) {
        throw problem;
      }
      backoff.pause();
    }
  }

  /// Whether a problem may go away by itself.
  public static boolean passing(Problem problem) {
    return problem.kind() == Kind.UNAVAILABLE || problem.kind() == Kind.OVERLOADED;
  }

  private Problem problem(Call call, IOException cause) {
    if (cause instanceof FileNotFoundException && call.body() instanceof Call.Body.File file) {
      return new Problem(
          Kind.NOT_FOUND, "no_such_file", "There is no file " + file.path() + ".", null, cause);
    }
    if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
      return Answers.timedOut(settings.server(), limit(call), cause);
    }
    return Answers.unreachable(settings.server(), cause);
  }

  private <T> T read(Call call, Class<T> type, byte[] answer) {
    try {
      return Json.tolerant().read(answer, type);
    } catch (Problem unreadable) {
      throw unreadable(call, unreadable);
    }
  }

  private Problem unreadable(Call call, RuntimeException cause) {
    return new Problem(
        Kind.INTERNAL,
        "answer_unreadable",
        "The answer of "
            + settings.server()
            + " to "
            + call.method()
            + " "
            + call.path()
            + " is not what this version of DevQ expects; use the same version on both sides.",
        null,
        cause);
  }

  private Duration limit(Call call) {
    Duration own = call.timeout();
    return own == null ? settings.requestTimeout() : own;
  }

  private HttpRequest request(Call call) throws FileNotFoundException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.server() + call.path()))
            .method(call.method(), publisher(call.body()))
            .timeout(limit(call))
            .header("Devq-Project", settings.project());
    if (settings.token() != null) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    switch (call.body()) {
      case Call.Body.Json _ -> request.header("Content-Type", "application/json");
      case Call.Body.Bytes _, Call.Body.File _ ->
          request.header("Content-Type", "application/octet-stream");
      case Call.Body.None _ -> {}
    }
    for (Call.Header header : call.headers()) {
      request.setHeader(header.name(), header.value());
    }
    return request.build();
  }

  private static BodyPublisher publisher(Call.Body body) throws FileNotFoundException {
    return switch (body) {
      case Call.Body.None _ -> BodyPublishers.noBody();
      case Call.Body.Json json -> BodyPublishers.ofByteArray(Json.tolerant().bytes(json.value()));
      case Call.Body.Bytes(byte[] bytes, int length) ->
          BodyPublishers.ofByteArray(bytes, 0, length);
      case Call.Body.File(Path path) -> BodyPublishers.ofFile(path);
    };
  }
}
