package io.devq.system.deploys;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.agent.host.HostAgent;
import io.devq.agent.host.HostSettings;
import io.devq.agent.host.HostSettings.PeerAddress;
import io.devq.base.BuildId;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.blobs.Blob;
import io.devq.blobs.Expected;
import io.devq.blobs.files.FileBlobs;
import io.devq.client.ClientSettings;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.deploys.DeployRequest;
import io.devq.deploys.Deployment;
import io.devq.deploys.HostState;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuild.Artifact;
import io.devq.deploys.service.DeployEngine;
import io.devq.deploys.store.DeployStore;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import io.devq.postgres.TestDatabase;
import io.devq.server.api.DeployRoutes;
import io.devq.server.api.HostRoutes;
import io.devq.server.api.RegionRoutes;
import io.devq.server.api.ServiceRoutes;
import io.devq.server.http.HttpServer;
import io.devq.server.http.HttpSettings;
import io.devq.server.http.Principal;
import io.devq.server.http.Request;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.regions.HttpRegions;
import io.devq.server.regions.SigningKey;
import io.devq.server.relay.RelayServer;
import io.devq.server.relay.RelaySettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// A server with its engine, relays with folders of their own and hosts, all on real HTTP, in one
/// process; the programs the hosts start are processes of their own.
final class World implements AutoCloseable {

  static final String P = "default";
  private static final String SECRET = "a secret of the test's";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final DeployEngine deploys;
  final Map<String, RelayServer> relays = new HashMap<>();
  final Map<String, HostAgent> hosts = new HashMap<>();
  final Map<String, Integer> ports = new HashMap<>();
  private final Path folder;
  private final TimeSource time = TimeSource.system();
  private final IdSource ids = new IdSource(time);
  private final TestDatabase postgres = TestDatabase.create();
  private final HikariDataSource pool;
  private final FileBlobs blobs;
  private final HttpRegions regions = new HttpRegions();
  private final JobEngine jobs;
  private final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();

  World(Path folder) {
    this.folder = folder;
    this.pool = pool();
    Migrations.apply(
        pool, "devq", List.of("io/devq/jobs/store/migrations", DeployEngine.MIGRATIONS));
    Database database = new Database(pool);
    blobs = FileBlobs.open(folder.resolve("primary"));
    jobs = new JobEngine(Stores.of(database), EngineSettings.DEFAULT, time, null);
    deploys =
        new DeployEngine(
            new DeployEngine.Parts(
                DeployStore.of(database), jobs, blobs, regions, (_, _) -> List.of(), time));
    deploys.handlers().forEach(jobs::handle);
    jobs.start();
    deploys.start();
    http = new HttpServer(HttpSettings.local(0), routes(), World::authenticate);
    http.start();
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setSchema("devq");
    config.setMaximumPoolSize(16);
    return new HikariDataSource(config);
  }

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>(new RegionRoutes(deploys).routes());
    routes.addAll(new ServiceRoutes(deploys).routes());
    routes.addAll(new DeployRoutes(deploys).routes());
    routes.addAll(new HostRoutes(deploys, SigningKey.in(folder.resolve("keys"))).routes());
    return routes;
  }

  private static Principal authenticate(Request request) {
    if (request.header("Authorization").filter("Bearer admin"::equals).isEmpty()) {
      throw Problem.of(Problem.Kind.UNAUTHENTICATED, "no_token", "Send a token.");
    }
    return new Principal("test", P, Role.ADMIN);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  ClientSettings server() {
    return ClientSettings.of(URI.create(http.address()), "admin");
  }

  /// Makes a region known; its relay does not run yet.
  void announce(String name) throws IOException {
    int port = freePort();
    RelaySettings settings =
        new RelaySettings(name, folder.resolve("region-" + name), HttpSettings.local(port), SECRET);
    relays.put(name, new RelayServer(settings, time));
    deploys.putRegion(P, new RegionAccess(name, "http://127.0.0.1:" + port, SECRET));
  }

  void region(String name) throws IOException {
    announce(name);
    Objects.requireNonNull(relays.get(name)).start();
  }

  HostSettings hostSettings(String name, String region) {
    Map<String, String> env = new HashMap<>(HostSettings.visible(System.getenv()));
    env.put("PORT", String.valueOf(Objects.requireNonNull(ports.get(name))));
    env.put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return new HostSettings(
        server(),
        name,
        region,
        "prod",
        List.of(),
        hostFolder(name),
        new PeerAddress("127.0.0.1", 0),
        env);
  }

  Path hostFolder(String name) {
    return folder.resolve("host-" + name);
  }

  HostAgent host(String name, String region) throws IOException {
    ports.putIfAbsent(name, freePort());
    HostAgent host = new HostAgent(hostSettings(name, region), time);
    hosts.put(name, host);
    host.start();
    return host;
  }

  void awaitHosts() throws InterruptedException {
    await("hosts", () -> deploys.hosts(P).size() >= hosts.size());
  }

  SucceededBuild build(long number, byte[] bytes) throws IOException {
    Blob blob = blobs.put(new ByteArrayInputStream(bytes), Expected.atMost(1L << 30));
    SucceededBuild build =
        new SucceededBuild(
            P,
            new BuildId(ids.next()),
            "shop",
            number,
            "c" + number,
            List.of(new Artifact("target/web.jar", blob.sha256(), blob.size())));
    deploys.buildSucceeded(build);
    return build;
  }

  void awaitDeployable(SucceededBuild build) throws InterruptedException {
    await("replicas", () -> deploys.deployability(P, build.id()).yes());
  }

  Deployment deploy(SucceededBuild build) {
    return deploys.deploy(P, DeployRequest.of("web", null, build.id(), "test"));
  }

  Deployment ended(Deployment deployment) throws InterruptedException {
    await("the end", () -> deploys.deployment(P, deployment.id()).state().isFinal());
    return deploys.deployment(P, deployment.id());
  }

  boolean isHealthy(String name) {
    return deploys.hosts(P).stream()
        .filter(host -> host.name().equals(name))
        .map(host -> host.standing("web"))
        .anyMatch(standing -> standing != null && standing.state() == HostState.HEALTHY);
  }

  /// What the program of a host says, or a dash.
  String says(String host) throws InterruptedException {
    int port = Objects.requireNonNull(ports.get(host));
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException _) {
      return "-";
    }
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = time.nanos() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (time.nanos() > until) {
        throw new AssertionError("waited in vain: " + what + "; " + picture());
      }
      time.sleep(Duration.ofMillis(20));
    }
  }

  private String picture() {
    return deploys.deployments(P, null, java.util.Optional.empty(), 3)
        + "\n"
        + deploys.hosts(P).stream().map(Object::toString).toList();
  }

  @Override
  public void close() throws IOException {
    for (HostAgent host : hosts.values()) {
      host.stop();
    }
    for (String name : ports.keySet()) {
      Programs.stop(hostFolder(name));
    }
    client.shutdownNow();
    http.stop();
    deploys.stop();
    jobs.stop();
    relays.values().forEach(RelayServer::stop);
    regions.close();
    blobs.close();
    pool.close();
    postgres.close();
  }
}
