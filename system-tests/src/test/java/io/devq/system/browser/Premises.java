package io.devq.system.browser;

import io.devq.agent.host.HostAgent;
import io.devq.agent.host.HostSettings;
import io.devq.agent.host.HostSettings.PeerAddress;
import io.devq.agent.runner.Runner;
import io.devq.agent.runner.RunnerSettings;
import io.devq.base.RunId;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.cli.process.Leftovers;
import io.devq.client.Call;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import io.devq.server.http.HttpSettings;
import io.devq.server.relay.RelayServer;
import io.devq.server.relay.RelaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A whole DevQ to look at: a server with its own PostgreSQL and an agent, as `devq up` puts them
/// together, and regions and hosts when asked for. What the hosts run are processes of their own.
final class Premises implements AutoCloseable {

  private static final String SECRET = "a secret of the test's";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TimeSource time = TimeSource.system();
  private final Deque<Service> running = new ArrayDeque<>();
  private final Path folder;
  private final Server server;
  private final ClientSettings access;
  private final DevqClient client;

  /// Opens them in an empty folder.
  Premises(Path folder) throws IOException {
    this.folder = folder;
    Path data = folder.resolve("data");
    server = started(new Server(ServerSettings.local(data, 0)));
    String token = Files.readString(data.resolve("admin-token")).strip();
    access = ClientSettings.of(URI.create(server.address()), token);
    client = new DevqClient(access);
    started(new Runner(RunnerSettings.of("local", folder.resolve("agent"), "test"), client, time));
  }

  private <S extends Service> S started(S service) {
    running.push(service);
    service.start();
    return service;
  }

  /// The address of a page.
  String at(String path) {
    return server.address() + path;
  }

  /// A link that signs a browser in, once.
  String signInLink() {
    return server.signInLink();
  }

  /// The token of the administrator.
  String adminToken() {
    return Objects.requireNonNull(access.token());
  }

  /// A folder of its own for somebody.
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /// What a client asks, on the doors of the API.
  DevqClient client() {
    return client;
  }

  /// Posts to the API.
  JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    return client.transport().send(Call.post(path).json(body).idempotent(), JsonNode.class);
  }

  /// Gets from the API.
  JsonNode get(String path) throws InterruptedException {
    return client.transport().send(Call.get(path), JsonNode.class);
  }

  /// Submits a shell job.
  ///
  /// @param more of its fields
  /// @return the id of its run
  RunId shell(String script, Map<String, ?> more) throws InterruptedException {
    Map<String, Object> job = new HashMap<>(more);
    job.put("type", "shell");
    job.put("payload", Map.of("script", script));
    JsonNode submitted = post("/jobs", job);
    return RunId.parse(submitted.at("/lastRun/id").asString());
  }

  /// Waits until a run is final.
  Views.Run ended(RunId run) throws InterruptedException {
    return client.jobs().await(run);
  }

  /// Opens a region with its relay.
  void region(String name) throws IOException, InterruptedException {
    RelaySettings settings =
        new RelaySettings(name, folder.resolve("region-" + name), HttpSettings.local(0), SECRET);
    RelayServer relay = started(new RelayServer(settings, time));
    post("/regions", Map.of("name", name, "url", relay.address(), "token", SECRET));
  }

  /// Starts a host in a region; its programs have a port of their own.
  void host(String region, String name) throws IOException {
    Map<String, String> env = new HashMap<>(HostSettings.visible(System.getenv()));
    env.put("PORT", String.valueOf(freePort()));
    env.put("JAVA_HOME", System.getProperty("java.home"));
    started(
        new HostAgent(
            new HostSettings(
                access,
                name,
                region,
                "prod",
                List.of(),
                folder.resolve("host-" + name),
                new PeerAddress("127.0.0.1", 0),
                env),
            time));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// What can look for something until it is there.
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws InterruptedException;
  }

  /// Looks until something is there.
  <T> T await(String what, Look<T> look) throws InterruptedException {
    long until = time.nanos() + PATIENCE.toNanos();
    while (time.nanos() < until) {
      Optional<T> found = look.look();
      if (found.isPresent()) {
        return found.get();
      }
      time.sleep(Duration.ofMillis(20));
    }
    throw new AssertionError("waited in vain for " + what);
  }

  @Override
  public void close() {
    while (running.size() > 1) {
      running.pop().stop();
    }
    client.close();
    running.pop().stop();
    new Leftovers(folder).kill(3);
  }
}
