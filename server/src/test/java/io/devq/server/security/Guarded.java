package io.devq.server.security;

import io.devq.base.IdSource;
import io.devq.base.ManualTime;
import io.devq.base.TimeSource;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.postgres.TestDatabase;
import io.devq.protocol.Json;
import io.devq.protocol.Views.ProblemDetails;
import io.devq.server.http.Hooks;
import io.devq.server.http.HttpServer;
import io.devq.server.http.HttpSettings;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.security.store.SecurityStore;
import io.devq.server.web.Assets;
import io.devq.server.web.NavLink;
import io.devq.server.web.Pages;
import io.devq.server.web.SignInPages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/// A server with tokens, sessions and pages on a fresh database, and a client for it.
public final class Guarded implements AutoCloseable {

  private final TestDatabase test = TestDatabase.create();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ManualTime time = new ManualTime(Instant.parse("2026-11-21T12:00:00Z"));
  private final SecuritySettings settings;
  private final SecurityStore store;
  private final Tokens tokens;
  private final Sessions sessions;
  private final HttpServer server;

  /// With the standard settings.
  public Guarded() {
    this(SecuritySettings.standard());
  }

  Guarded(SecuritySettings settings) {
    this.settings = settings;
    this.store = store(test);
    RecentCallers recent = new RecentCallers(settings, time);
    this.tokens = new Tokens(store, settings, new IdSource(time), recent);
    this.sessions = new Sessions(store, settings, recent);
    Pages pages =
        new Pages(new Assets(), List.of(new NavLink("Start", "/", "s")), TimeSource.system());
    List<Route> routes = new ArrayList<>(new SecurityRoutes(tokens, sessions).routes());
    routes.addAll(new SignInPages(pages, sessions).routes());
    routes.add(
        Route.page(
            "/",
            Role.VIEWER,
            "Shows a page",
            request ->
                pages.show(
                    request, "Start", "problem.jte", Map.of("code", "none", "message", "None."))));
    routes.addAll(new Assets().routes());
    this.server =
        new HttpServer(
            HttpSettings.local(0),
            routes,
            new Callers(tokens, sessions),
            new Hooks(TimeSource.system(), (_, _, _, _) -> {}, pages, _ -> null));
    server.start();
  }

  private static SecurityStore store(TestDatabase test) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(test.jdbcUrl());
    source.setUser(test.user());
    source.setPassword(test.password());
    source.setCurrentSchema("devq");
    int _ = Migrations.apply(source, "devq", List.of(SecurityStore.MIGRATIONS));
    return new SecurityStore(new Database(source));
  }

  /// The door to tokens.
  public Tokens tokens() {
    return tokens;
  }

  /// The door to sessions.
  public Sessions sessions() {
    return sessions;
  }

  ManualTime time() {
    return time;
  }

  /// Another node on the same database.
  Tokens otherNode() {
    return new Tokens(store, settings, new IdSource(time), new RecentCallers(settings, time));
  }

  /// The secret of a new token.
  public String token(String name, Role role) {
    return tokens.issue("default", name, role, "test").secret().text();
  }

  /// Where it listens.
  public String address() {
    return server.address();
  }

  /// A request without any proof of who asks.
  public HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(30));
  }

  /// A request with a token.
  public HttpRequest.Builder to(String path, String token) {
    return to(path).header("Authorization", "Bearer " + token);
  }

  /// A request of a browser that has signed in.
  public HttpRequest.Builder browser(String path, String session) {
    return to(path).header("Cookie", session).header("Accept", "text/html");
  }

  /// Sends a request.
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  HttpResponse<String> post(HttpRequest.Builder request, String json) {
    return send(
        request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  static ProblemDetails problem(HttpResponse<String> response) {
    return Json.strict().read(response.body(), ProblemDetails.class);
  }

  /// The cookie an answer sets, as the browser sends it back.
  public static String session(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop();
    test.close();
  }
}
