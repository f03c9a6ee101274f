package io.devq.server.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// Somebody else's program that is told things, and checks who tells them as anybody would.
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
  private final Map<String, IntSupplier> answers = new ConcurrentHashMap<>();

  /// A message as it came.
  record Message(String path, Map<String, String> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    JsonNode json() {
      return Json.tolerant().read(body, JsonNode.class);
    }

    /// Whether one of its signatures was made with this secret.
    boolean isSignedWith(String secret) {
      String signed = header("webhook-id") + "." + header("webhook-timestamp") + "." + body;
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] digest = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        String expected = "v1," + Base64.getEncoder().encodeToString(digest);
        return Arrays.asList(header("webhook-signature").split(" ")).contains(expected);
      } catch (GeneralSecurityException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  /// One that listens on a port, or on any free one for 0.
  Receiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new ConcurrentHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      int status = answers.getOrDefault(path, () -> 204).getAsInt();
      heard.add(new Message(path, headers, body));
      if (status == 429) {
        exchange.getResponseHeaders().add("Retry-After", "99999999");
      }
      if (status == 302) {
        exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest");
      }
      byte[] said =
          status == 200 ? "{\"said\":\"yes\"}".getBytes(StandardCharsets.UTF_8) : new byte[0];
      exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
      if (said.length > 0) {
        exchange.getResponseBody().write(said);
      }
    }
  }

  /// Answers requests to a path so from now on.
  Receiver answer(String path, IntSupplier status) {
    answers.put(path, status);
    return this;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// The next message to a path.
  Message next(String path) throws InterruptedException {
    while (true) {
      Message message = heard.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came to " + path);
      }
      if (message.path().equals(path)) {
        return message;
      }
    }
  }

  /// How many messages to a path are waiting to be looked at.
  long waiting(String path) {
    return heard.stream().filter(message -> message.path().equals(path)).count();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
