package io.devq.agent.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.Orders;
import io.devq.protocol.HostProtocol.Register;
import io.devq.protocol.HostProtocol.Registered;
import io.devq.protocol.HostProtocol.Settings;
import io.devq.protocol.HostProtocol.Source;
import io.devq.protocol.HostProtocol.State;
import io.devq.protocol.HostProtocol.Sync;
import io.devq.protocol.Json;
import io.devq.protocol.PieceList;
import io.devq.protocol.PieceSignatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The server's side of the host protocol for one service, and a region's store beside it: says to
/// every host what the test says, and keeps what the hosts say.
final class OneGoalServer implements AutoCloseable {

  static final int PIECE = 1000;
  private static final String TOKEN = "piece-token";

  final KeyPair keys = PieceSignatures.newKeys();
  final Map<Sha256, byte[]> store = new ConcurrentHashMap<>();
  final Map<String, HostId> hosts = new ConcurrentHashMap<>();
  final Map<HostId, Sync> reports = new ConcurrentHashMap<>();
  final Map<HostId, Source> sources = new ConcurrentHashMap<>();
  final AtomicInteger given = new AtomicInteger();
  volatile @Nullable Goal goal;
  volatile boolean corrupt;
  private final HttpServer http;

  OneGoalServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/api/v1/hosts", this::api);
    http.createContext("/store/", this::piece);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  Source fromStore(Sha256 sha256) {
    return new Source(url() + "/store/" + sha256, TOKEN, null);
  }

  /// Makes some bytes the goal of every host.
  Goal want(long generation, String artifact, byte[] bytes, Settings settings) {
    Sha256 sha256 = Sha256.of(bytes);
    store.put(sha256, bytes);
    Goal wanted =
        new Goal(
            "web",
            generation,
            new DeploymentId(new UUID(7, generation)),
            new BuildId(new UUID(8, generation)),
            artifact,
            sha256,
            bytes.length,
            settings,
            fromStore(sha256),
            true,
            List.of(),
            TOKEN);
    goal = wanted;
    return wanted;
  }

  private void api(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/");
      byte[] body = exchange.getRequestBody().readAllBytes();
      Object answer =
          switch (path.length) {
            case 4 -> register(Json.strict().read(body, Register.class));
            case 6 -> orders(HostId.parse(path[4]), Json.strict().read(body, Sync.class));
            default -> PieceSignatures.sign(keys.getPrivate(), list(new Sha256(path[6])));
          };
      send(exchange, 200, Json.strict().bytes(answer));
    }
  }

  private Registered register(Register register) {
    HostId id =
        hosts.computeIfAbsent(register.name(), name -> new HostId(new UUID(name.hashCode(), 5)));
    return new Registered(id, PieceSignatures.text(keys.getPublic()));
  }

  private Orders orders(HostId host, Sync sync) {
    reports.put(host, sync);
    Goal wanted = goal;
    if (wanted == null) {
      return new Orders("none", List.of(), Duration.ofMillis(50));
    }
    Source source = sources.getOrDefault(host, wanted.source());
    Goal own =
        new Goal(
            wanted.service(),
            wanted.generation(),
            wanted.deployment(),
            wanted.build(),
            wanted.artifact(),
            wanted.sha256(),
            wanted.size(),
            wanted.settings(),
            source,
            wanted.admitted(),
            wanted.pinned(),
            wanted.peerToken());
    return new Orders("g" + wanted.generation(), List.of(own), Duration.ofMillis(50));
  }

  PieceList list(Sha256 sha256) {
    byte[] bytes = store.getOrDefault(sha256, new byte[0]);
    List<Sha256> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PIECE) {
      pieces.add(Sha256.of(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE))));
    }
    return new PieceList(sha256, bytes.length, PIECE, pieces);
  }

  private void piece(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/");
      byte[] bytes = store.getOrDefault(new Sha256(path[2]), new byte[0]);
      int at = Integer.parseInt(path[3]) * PIECE;
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE));
      if (corrupt) {
        piece[0] ^= 1;
      }
      given.addAndGet(piece.length);
      send(exchange, 200, piece);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /// What a host said last of the service, or null.
  @Nullable Held held(String name) {
    HostId id = hosts.get(name);
    Sync sync = id == null ? null : reports.get(id);
    return sync == null ? null : sync.services().stream().findFirst().orElse(null);
  }

  /// Waits until a host says something.
  Held await(String name, Predicate<Held> wanted) throws InterruptedException {
    TimeSource time = TimeSource.system();
    long until = time.nanos() + Duration.ofSeconds(60).toNanos();
    while (true) {
      Held held = held(name);
      if (held != null && wanted.test(held)) {
        return held;
      }
      if (time.nanos() > until) {
        throw new AssertionError("waited in vain for " + name + ", which says " + held);
      }
      time.sleep(Duration.ofMillis(20));
    }
  }

  Held await(String name, long generation, State state) throws InterruptedException {
    return await(name, held -> held.generation() == generation && held.state() == state);
  }

  static byte[] script(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
