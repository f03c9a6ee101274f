package io.devq.server.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The guarded client against real servers on this machine.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundTest {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicReference<String> host = new AtomicReference<>("");
  private final Outbound outbound =
      new Outbound(new Guard(OutboundSettings.parse("127.0.0.1"), OutboundTest::resolve));

  OutboundTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// Every name is this machine, as nothing else could be when the client asked the system.
  private static List<InetAddress> resolve(String name) throws UnknownHostException {
    return name.equals("elsewhere.example")
        ? List.of(InetAddress.getByName("127.0.0.2"))
        : !name.endsWith(".example")
            ? Resolver.SYSTEM.resolve(name)
            : List.of(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      host.set(exchange.getRequestHeaders().getFirst("Host"));
      switch (exchange.getRequestURI().getPath()) {
        case "/moved" -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.getResponseHeaders().add("Set-Cookie", "a=b");
          exchange.sendResponseHeaders(307, -1);
        }
        case "/endless" -> endless(exchange);
        case "/cookie" -> {
          boolean sent = exchange.getRequestHeaders().containsKey("Cookie");
          exchange.sendResponseHeaders(sent ? 500 : 204, -1);
        }
        default -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        }
      }
    }
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] piece = new byte[8_192];
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < 100_000; i++) {
        out.write(piece);
      }
    }
  }

  @AfterAll
  void stop() {
    outbound.close();
    server.stop(0);
  }

  private OutboundRequest get(String name, String path) {
    URI uri = URI.create("http://" + name + ":" + server.getAddress().getPort() + path);
    return new OutboundRequest("GET", uri, Map.of(), new byte[0], WITHIN, 1_000);
  }

  @Test
  void aNameIsConnectedToAtItsCheckedAddressUnderItsOwnName() throws Exception {
    OutboundAnswer answer = outbound.send(get("anything.example", "/"));
    assertEquals(200, answer.status());
    assertEquals("anything.example:" + server.getAddress().getPort(), host.get());
    assertTrue(answer.remote().contains("127.0.0.1"), answer.remote());
  }

  @Test
  void anAddressThatMayNotBeReachedIsNotConnectedTo() {
    int before = requests.get();
    assertBlocked("elsewhere.example");
    assertBlocked("127.0.0.2");
    assertBlocked("[::1]");
    assertEquals(before, requests.get());
  }

  private void assertBlocked(String name) {
    Problem problem = assertThrows(Problem.class, () -> outbound.send(get(name, "/")));
    assertEquals("blocked_address", problem.code());
  }

  @Test
  void aRedirectIsAnAnswerAndCookiesAreForgotten() throws Exception {
    int before = requests.get();
    assertEquals(307, outbound.send(get("a.example", "/moved")).status());
    assertEquals(before + 1, requests.get());
    assertEquals(204, outbound.send(get("a.example", "/cookie")).status());
  }

  @Test
  void aBodyIsSentAndCameBack() throws Exception {
    byte[] body = "grüße".getBytes(StandardCharsets.UTF_8);
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            get("a.example", "/").uri(),
            Map.of("Content-Type", "text/plain"),
            body,
            WITHIN,
            1_000);
    OutboundAnswer answer = outbound.send(request);
    assertArrayEquals(body, answer.body());
    assertFalse(answer.truncated());
    assertEquals("grüße", answer.text());
  }

  @Test
  void anEndlessBodyIsCutOff() throws Exception {
    OutboundAnswer answer = outbound.send(get("a.example", "/endless"));
    assertEquals(1_000, answer.body().length);
    assertTrue(answer.truncated());
  }

  @Test
  void aServerThatDripsForEverIsLeftInTime() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CountDownLatch left = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> drip(slow, left));
      URI uri = URI.create("http://a.example:" + slow.getLocalPort() + "/");
      OutboundRequest request =
          new OutboundRequest("GET", uri, Map.of(), new byte[0], Duration.ofSeconds(1), 1_000);
      assertThrows(IOException.class, () -> outbound.send(request));
      assertTrue(left.await(30, TimeUnit.SECONDS), "the connection is still open");
    }
  }

  /// Sends a byte of a body now and then, until nobody takes it any more.
  private static void drip(ServerSocket slow, CountDownLatch left) {
    try (Socket socket = slow.accept();
        OutputStream out = socket.getOutputStream()) {
      InputStream in = socket.getInputStream();
      var _ = in.read();
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write('.');
        out.flush();
        TimeSource.system().sleep(Duration.ofMillis(100));
      }
    } catch (IOException _) {
      left.countDown();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoIsInterruptedStopsWaiting() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://a.example:" + silent.getLocalPort() + "/");
      CountDownLatch ended = new CountDownLatch(1);
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  outbound.send(
                      new OutboundRequest("GET", uri, Map.of(), new byte[0], WITHIN, 1_000));
                } catch (InterruptedException _) {
                  ended.countDown();
                } catch (IOException unexpected) {
                  throw new IllegalStateException(unexpected);
                }
              });
      try (Socket _ = silent.accept()) {
        caller.interrupt();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
      }
    }
  }
}
