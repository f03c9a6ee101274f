package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.cli.process.Child;
import io.devq.cli.process.Jvm;
import io.devq.client.Call;
import io.devq.protocol.Deployments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The three regions of the tour: each a relay with its own folder, reached over HTTP only.
final class Regions {

  /// Their names.
  static final List<String> NAMES = List.of("eu", "us", "ap");

  private static final Duration START = Duration.ofSeconds(30);
  private static final int CONNECT_MILLIS = 300;
  private static final int SECRET_BYTES = 24;

  private final DemoStage stage;
  private final Map<String, Integer> ports = new HashMap<>();

  Regions(DemoStage stage) {
    this.stage = stage;
  }

  /// Makes a region known to the server; its relay does not run yet.
  void announce(String name) throws InterruptedException {
    int port = stage.ports().next();
    ports.put(name, port);
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    write(tokenFile(name), token);
    Deployments.NewRegion region =
        new Deployments.NewRegion(name, "http://127.0.0.1:" + port, token);
    stage.client().transport().send(Call.post("/regions").json(region).idempotent());
  }

  /// Starts a region's relay, without waiting.
  Child start(String name) {
    return stage.start(
        "relay-" + name,
        Jvm.Kind.SMALL,
        Map.of(),
        "server",
        "--roles",
        "relay",
        "--region",
        name,
        "--data",
        folder(name).toString(),
        "--port",
        String.valueOf(port(name)),
        "--relay-token-file",
        tokenFile(name).toString());
  }

  /// Waits until a region's relay takes calls.
  void awaitStart(String name) throws InterruptedException {
    stage.await("the relay of " + name, START, () -> answers(port(name)));
  }

  /// The command that starts a region's relay.
  String command(String name) {
    return "devq server --roles relay --region "
        + name
        + " --data "
        + folder(name)
        + " --port "
        + port(name)
        + " --relay-token-file "
        + tokenFile(name);
  }

  private int port(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalStateException("the region " + name + " has not been announced");
    }
    return port;
  }

  private Path folder(String name) {
    return stage.folder().root().resolve("regions").resolve(name);
  }

  private Path tokenFile(String name) {
    return stage.folder().sub("regions").resolve(name + ".token");
  }

  private static Optional<Boolean> answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return Optional.of(true);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Whether a region holds a verified copy of everything a build made.
  static boolean holds(Deployments.Deployability build, String region) {
    List<Deployments.Replica> copies =
        build.replicas().stream().filter(replica -> replica.region().equals(region)).toList();
    return !copies.isEmpty() && copies.stream().allMatch(copy -> copy.state().equals("PRESENT"));
  }

  /// What is known of a build's copies.
  ///
  /// @throws Problem when the server does not know the build
  static Deployments.Deployability of(DemoStage stage, String build) throws InterruptedException {
    return stage
        .client()
        .transport()
        .send(Call.get("/builds/" + build + "/deployability"), Deployments.Deployability.class);
  }
}
