package io.devq.deploys.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.BuildId;
import io.devq.base.HostId;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.blobs.Blob;
import io.devq.blobs.Expected;
import io.devq.blobs.files.FileBlobs;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.deploys.DeployRequest;
import io.devq.deploys.Deployment;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.Host;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.ReplicaState;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuild.Artifact;
import io.devq.deploys.store.DeployStore;
import io.devq.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeployEngineTest {

  private static final String P = "default";
  private static final String WEB =
      """
      name: web
      repository: shop
      artifact: "*.jar"
      environments: {prod: {strategy: {rolling: {maxUnavailable: 2}}}}
      start: "java -jar web.jar"
      """;

  @TempDir Path folder;
  TestDatabase postgres;
  HikariDataSource pool;
  FileBlobs blobs;
  Map<String, FolderRegion> regions = new HashMap<>();
  Set<Sha256> bad = ConcurrentHashMap.newKeySet();
  List<Thread> threads = new ArrayList<>();
  List<ObedientHost> hosts = new ArrayList<>();
  List<SucceededBuild> recent = new ArrayList<>();
  ThreadJobs jobs;
  DeployEngine deploys;
  IdSource ids = new IdSource(TimeSource.system());

  @BeforeEach
  void start() {
    postgres = TestDatabase.create();
    pool = dataSource();
    Migrations.apply(pool, "devq", List.of(DeployEngine.MIGRATIONS));
    blobs = FileBlobs.open(folder.resolve("primary"));
    startEngine();
  }

  private HikariDataSource dataSource() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setSchema("devq");
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }

  private void startEngine() {
    jobs = new ThreadJobs();
    deploys =
        new DeployEngine(
            new DeployEngine.Parts(
                DeployStore.of(new Database(pool)),
                jobs.door(),
                blobs,
                access -> Objects.requireNonNull(regions.get(access.name())),
                (_, _) -> List.copyOf(recent),
                TimeSource.system()));
    jobs.register(deploys.handlers());
    deploys.start();
  }

  private void stopEngine() {
    deploys.stop();
    jobs.close();
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    stopEngine();
    blobs.close();
    regions.values().forEach(region -> region.blobs.close());
    pool.close();
    postgres.close();
  }

  private void region(String name) {
    regions.put(name, new FolderRegion(folder.resolve("region-" + name)));
    deploys.putRegion(P, new RegionAccess(name, "http://127.0.0.1:1", "secret"));
  }

  private void host(String region, int number) {
    HostId id = deploys.registerHost(P, region + number, region, "prod", List.of());
    ObedientHost host = new ObedientHost(deploys, P, id, bad);
    hosts.add(host);
    threads.add(Thread.ofVirtual().start(host));
  }

  private SucceededBuild build(int number) throws IOException {
    byte[] bytes = new byte[2_500_000];
    new Random(number).nextBytes(bytes);
    Blob blob = blobs.put(new ByteArrayInputStream(bytes), Expected.atMost(1 << 30));
    return new SucceededBuild(
        P,
        new BuildId(ids.next()),
        "shop",
        number,
        "c" + number,
        List.of(new Artifact("target/web.jar", blob.sha256(), blob.size())));
  }

  private static Sha256 digest(SucceededBuild build) {
    return build.artifacts().getFirst().sha256();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    TimeSource time = TimeSource.system();
    long until = time.nanos() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(time.nanos() < until, () -> "waited in vain: " + what + "; " + picture());
      time.sleep(Duration.ofMillis(10));
    }
  }

  private String picture() {
    return deploys.deployments(P, null, Optional.empty(), 5) + " " + deploys.hosts(P);
  }

  private Deployment deploy(@Nullable String environment, SucceededBuild build, String by) {
    return deploys.deploy(P, DeployRequest.of("web", environment, build.id(), by));
  }

  private Deployment ended(Deployment deployment) throws InterruptedException {
    await(
        "the end of " + deployment.id(),
        () -> deploys.deployment(P, deployment.id()).state().isFinal());
    return deploys.deployment(P, deployment.id());
  }

  private void deployable(SucceededBuild build) throws InterruptedException {
    deploys.buildSucceeded(build);
    await("replicas", () -> deploys.deployability(P, build.id()).yes());
  }

  @Test
  void everyRegionGetsAVerifiedCopy() throws Exception {
    region("eu");
    region("us");
    SucceededBuild build = build(1);
    deployable(build);
    assertEquals(2, deploys.replicas(P, build.id()).size());
    for (FolderRegion region : regions.values()) {
      assertEquals(2_500_000, region.blobs.verify(digest(build)).size());
    }
    assertEquals(3, deploys.pieces(P, digest(build)).digests().size());
  }

  @Test
  void theGateStaysShutUntilTheLastRegionHasItsCopy() throws Exception {
    region("eu");
    region("us");
    FolderRegion us = Objects.requireNonNull(regions.get("us"));
    us.reachable = false;
    deploys.putService(P, WEB);
    host("eu", 1);
    SucceededBuild build = build(1);
    deploys.buildSucceeded(build);
    us.tried.await();
    await(
        "eu",
        () ->
            deploys.replicas(P, build.id()).stream()
                .anyMatch(r -> r.state() == ReplicaState.PRESENT));
    Problem problem = assertThrows(Problem.class, () -> deploy(null, build, "ana"));
    assertEquals("not_deployable", problem.code());
    assertTrue(problem.message().contains("us ("), problem.message());
    assertFalse(problem.message().contains("eu ("), problem.message());
    us.reachable = true;
    await("us", () -> deploys.deployability(P, build.id()).yes());
  }

  @Test
  void aRegionAddedLaterIsFilledAndShutsTheGateMeanwhile() throws Exception {
    region("eu");
    SucceededBuild build = build(1);
    deployable(build);
    regions.put("us", new FolderRegion(folder.resolve("region-us")));
    Objects.requireNonNull(regions.get("us")).reachable = false;
    deploys.putRegion(P, new RegionAccess("us", "http://127.0.0.1:1", "secret"));
    assertFalse(deploys.deployability(P, build.id()).yes());
    Objects.requireNonNull(regions.get("us")).reachable = true;
    await("us", () -> deploys.deployability(P, build.id()).yes());
  }

  @Test
  void aBuildNobodyToldOfIsFoundByTheRepair() throws Exception {
    region("eu");
    SucceededBuild build = build(1);
    stopEngine();
    recent.add(build);
    startEngine();
    await(
        "the repair",
        () ->
            deploys.replicas(P, build.id()).stream()
                .anyMatch(r -> r.state() == ReplicaState.PRESENT));
  }

  @Test
  void aDeploymentReachesEveryHostOfEveryRegionAndTheStoreGivesOneCopyToEach() throws Exception {
    region("eu");
    region("us");
    for (int i = 1; i <= 3; i++) {
      host("eu", i);
      host("us", i);
    }
    deploys.putService(P, WEB);
    SucceededBuild build = build(1);
    deployable(build);
    Deployment deployment = ended(deploy(null, build, "ana"));
    assertEquals(DeploymentState.SUCCEEDED, deployment.state());
    List<Host> reached = deploys.deploymentHosts(P, deployment.id());
    assertEquals(6, reached.size());
    Set<String> fedByStore = new HashSet<>();
    for (Host host : reached) {
      Host.Standing standing = Objects.requireNonNull(host.standing("web"));
      assertEquals(digest(build), standing.active());
      if (standing.bytes().containsKey("store")) {
        assertTrue(fedByStore.add(host.region()), "two copies out of " + host.region());
      }
    }
    assertEquals(Set.of("eu", "us"), fedByStore);
  }

  @Test
  void aBadBuildGoesBackToTheLastGoodOneWithoutAByte() throws Exception {
    region("eu");
    for (int i = 1; i <= 4; i++) {
      host("eu", i);
    }
    deploys.putService(P, WEB);
    SucceededBuild good = build(1);
    SucceededBuild broken = build(2);
    bad.add(digest(broken));
    deployable(good);
    deployable(broken);
    assertEquals(DeploymentState.SUCCEEDED, ended(deploy("prod", good, "ana")).state());
    Deployment failed = ended(deploy("prod", broken, "ana"));
    assertEquals(DeploymentState.ROLLED_BACK, failed.state());
    assertEquals(good.id(), failed.activeBuild());
    assertTrue(String.valueOf(failed.reason()).contains("CHECKING"), failed.reason());
    for (Host host : deploys.deploymentHosts(P, failed.id())) {
      Host.Standing standing = Objects.requireNonNull(host.standing("web"));
      assertEquals(digest(good), standing.active());
      assertEquals(Map.of(), standing.bytes());
    }
  }

  @Test
  void aFirstBuildThatIsBadHasNothingToGoBackTo() throws Exception {
    region("eu");
    host("eu", 1);
    deploys.putService(P, WEB);
    SucceededBuild broken = build(1);
    bad.add(digest(broken));
    deployable(broken);
    assertEquals(DeploymentState.FAILED, ended(deploy(null, broken, "ana")).state());
  }

  @Test
  void aDeploymentGoesOnAfterARestart() throws Exception {
    region("eu");
    deploys.registerHost(P, "late", "eu", "prod", List.of());
    deploys.putService(P, WEB);
    SucceededBuild build = build(1);
    deployable(build);
    Deployment deployment = deploy(null, build, "ana");
    await(
        "distributing",
        () -> deploys.deployment(P, deployment.id()).state() == DeploymentState.DISTRIBUTING);
    stopEngine();
    startEngine();
    host("eu", 1);
    assertEquals(DeploymentState.SUCCEEDED, ended(deployment).state());
  }

  @Test
  void aHostThatComesLateFollowsTheGoalByItself() throws Exception {
    region("eu");
    host("eu", 1);
    deploys.putService(P, WEB);
    SucceededBuild build = build(1);
    deployable(build);
    ended(deploy(null, build, "ana"));
    host("eu", 2);
    await(
        "the late host",
        () ->
            deploys.hosts(P).stream()
                .map(host -> host.standing("web"))
                .allMatch(s -> s != null && digest(build).equals(s.active())));
  }

  @Test
  void aPausedDeploymentAdmitsNobodyUntilItIsResumed() throws Exception {
    region("eu");
    deploys.registerHost(P, "late", "eu", "prod", List.of());
    deploys.putService(P, WEB);
    SucceededBuild build = build(1);
    deployable(build);
    Deployment deployment = deploy(null, build, "ana");
    await(
        "distributing",
        () -> deploys.deployment(P, deployment.id()).state() == DeploymentState.DISTRIBUTING);
    deploys.pause(P, deployment.id(), "ana");
    host("eu", 1);
    await("the download", () -> hosts.getFirst().cached.contains(digest(build)));
    assertEquals(DeploymentState.PAUSED, deploys.deployment(P, deployment.id()).state());
    deploys.resume(P, deployment.id(), "ana");
    assertEquals(DeploymentState.SUCCEEDED, ended(deployment).state());
  }

  @Test
  void onlyOneDeploymentIsUnderWayAndAnAbortedOneMakesRoom() throws Exception {
    region("eu");
    deploys.registerHost(P, "silent", "eu", "prod", List.of());
    deploys.putService(P, WEB);
    SucceededBuild build = build(1);
    deployable(build);
    Deployment first = deploy(null, build, "ana");
    assertEquals(
        "deployment_active", assertThrows(Problem.class, () -> deploy(null, build, "bob")).code());
    assertEquals(DeploymentState.ABORTED, deploys.abort(P, first.id(), "ana").state());
    deploy(null, build, "bob");
  }

  @Test
  void rollingBackWhatHasSucceededDeploysTheGoodBuildBefore() throws Exception {
    region("eu");
    host("eu", 1);
    deploys.putService(P, WEB);
    SucceededBuild one = build(1);
    SucceededBuild two = build(2);
    deployable(one);
    deployable(two);
    Deployment first = ended(deploy(null, one, "ana"));
    assertEquals(
        "nothing_to_roll_back_to",
        assertThrows(Problem.class, () -> deploys.rollback(P, first.id(), "ana")).code());
    Deployment second = ended(deploy(null, two, "ana"));
    Deployment back = ended(deploys.rollback(P, second.id(), "ana"));
    assertEquals(DeploymentState.SUCCEEDED, back.state());
    assertEquals(one.id(), back.content().build());
  }
}
