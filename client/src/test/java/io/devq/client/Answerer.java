package io.devq.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// An HTTP server that gives prepared answers, one after another, and remembers what it was asked.
final class Answerer implements AutoCloseable {

  /// A prepared answer; status 0 cuts the connection after the body's bytes.
  record Answer(int status, String type, String body) {

    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body);
    }

    static Answer cut() {
      return new Answer(0, "", "");
    }
  }

  /// What it was asked.
  record Asked(String line, String key, String lastEvent, String authorization, String body) {}

  private final HttpServer http;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  Answerer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::serve);
    http.start();
  }

  Answerer then(Answer answer) {
    answers.add(answer);
    return this;
  }

  List<Asked> asked() {
    return asked;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            header(exchange, "Idempotency-Key"),
            header(exchange, "Last-Event-ID"),
            header(exchange, "Authorization"),
            body));
    Answer answer = answers.poll();
    if (answer == null || answer.status() == 0) {
      exchange.close();
      return;
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
