package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.protocol.Json;
import io.devq.protocol.Views.ProblemDetails;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A server on a free port and a client for it. A token is the name of the role it has.
final class Front implements AutoCloseable {

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  Front(HttpLimits limits, Route... routes) {
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, limits), List.of(routes), Front::authenticate);
    server.start();
  }

  Front(Route... routes) {
    this(HttpLimits.standard(), routes);
  }

  private static Principal authenticate(Request request) {
    String role =
        request
            .header("Authorization")
            .map(header -> header.replace("Bearer ", ""))
            .orElseThrow(
                () -> Problem.of(Problem.Kind.UNAUTHENTICATED, "no_token", "Send a token."));
    return new Principal(role, "default", Role.valueOf(role.toUpperCase(Locale.ROOT)));
  }

  HttpServer server() {
    return server;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer admin");
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  HttpResponse<InputStream> open(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  HttpResponse<String> get(String path) {
    return send(to(path));
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  static ProblemDetails problem(HttpResponse<String> response) {
    return Json.strict().read(response.body(), ProblemDetails.class);
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop();
  }
}
