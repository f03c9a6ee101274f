package io.devq.server.api;

import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.postgres.TestDatabase;
import io.devq.protocol.Json;
import io.devq.server.Outside;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import io.devq.server.security.FirstStart;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// A whole server on a fresh database, and the administrator who calls it.
final class RunningServer implements AutoCloseable {

  private final TestDatabase database = TestDatabase.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final String token;

  RunningServer(Path data) throws IOException {
    this(data, Outside.STANDARD);
  }

  RunningServer(Path data, Outside outside) throws IOException {
    String url =
        database.jdbcUrl()
            + (database.jdbcUrl().contains("?") ? "&" : "?")
            + "user="
            + database.user()
            + "&password="
            + URLEncoder.encode(database.password(), StandardCharsets.UTF_8);
    server = new Server(ServerSettings.local(data, 0).withDatabase(url).withOutside(outside));
    server.start();
    token = Files.readString(data.resolve(FirstStart.FILE)).strip();
  }

  /// A client with the administrator's token; the caller closes it.
  DevqClient client() {
    return new DevqClient(ClientSettings.of(URI.create(server.address()), token));
  }

  /// A request to a path from the root, with the administrator's token.
  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(to(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return Json.tolerant().read(get(path).body(), JsonNode.class);
  }

  /// Posts JSON in which apostrophes stand for quotes.
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json);
  }

  /// Sends JSON in which apostrophes stand for quotes.
  HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    return http.send(
        to(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
    server.stop();
    database.close();
  }
}
