package io.devq.system.deploys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.deploys.Deployment;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.Host;
import io.devq.deploys.SucceededBuild;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class DeployStoryTest {

  private static final String SERVICE =
      """
      name: web
      repository: shop
      artifact: "*.jar"
      environments: {prod: {strategy: {rolling: {maxUnavailable: %d}}}}
      start: "\\"$JAVA\\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m -jar web.jar"
      health: {http: ":${PORT}/health", for: 300ms, within: 20s}
      """;

  @TempDir Path folder;
  World world;

  @BeforeEach
  void open() {
    world = new World(folder);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private byte[] jar(String version, boolean healthy, int padding) throws Exception {
    return WebProgram.jar(folder, version, healthy, padding);
  }

  @Test
  void oneBuildGoesToOneRegionAndRunsOnOneHost() throws Exception {
    world.region("eu");
    world.host("a", "eu");
    world.awaitHosts();
    world.deploys.putService(World.P, SERVICE.formatted(1));
    SucceededBuild build = world.build(1, jar("one", true, 3 << 20));
    world.awaitDeployable(build);
    Deployment deployment = world.ended(world.deploy(build));
    assertEquals(DeploymentState.SUCCEEDED, deployment.state(), deployment.reason());
    assertEquals("one", world.says("a"));
  }

  @Test
  void nineHostsInThreeRegionsFeedEachOtherAndABadBuildGoesBackByItself() throws Exception {
    for (String region : List.of("eu", "us")) {
      world.region(region);
    }
    world.announce("ap");
    for (String region : List.of("eu", "us", "ap")) {
      for (int i = 1; i <= 3; i++) {
        world.host(region + i, region);
      }
    }
    world.awaitHosts();
    world.deploys.putService(World.P, SERVICE.formatted(3));
    byte[] jar = jar("one", true, 16 << 20);
    SucceededBuild good = world.build(1, jar);
    Problem early = assertThrows(Problem.class, () -> world.deploy(good));
    assertEquals("not_deployable", early.code());
    assertTrue(early.message().contains("ap ("), early.message());
    Objects.requireNonNull(world.relays.get("ap")).start();
    world.awaitDeployable(good);

    Deployment first = world.ended(world.deploy(good));
    assertEquals(DeploymentState.SUCCEEDED, first.state(), first.reason());
    long fromStore = 0;
    long fromPeers = 0;
    for (Host host : world.deploys.deploymentHosts(World.P, first.id())) {
      Map<String, Long> bytes = Objects.requireNonNull(host.standing("web")).bytes();
      long store = bytes.getOrDefault("store", 0L);
      fromStore += store;
      fromPeers += bytes.values().stream().mapToLong(Long::longValue).sum() - store;
      assertEquals("one", world.says(host.name()));
    }
    assertEquals(9L * jar.length, fromStore + fromPeers);
    assertTrue(fromStore <= 3.5 * jar.length, "the stores gave " + fromStore + " bytes");

    SucceededBuild bad = world.build(2, jar("two", false, 1 << 20));
    world.awaitDeployable(bad);
    Deployment second = world.ended(world.deploy(bad));
    assertEquals(DeploymentState.ROLLED_BACK, second.state(), second.reason());
    assertEquals(good.id(), second.activeBuild());
    for (Host host : world.deploys.deploymentHosts(World.P, second.id())) {
      assertEquals("one", world.says(host.name()));
      assertEquals(Map.of(), Objects.requireNonNull(host.standing("web")).bytes());
    }
  }

  @Test
  void theChainClosesOverAHostThatDiesInTheMiddleAndThatOneCatchesUpLater() throws Exception {
    world.region("eu");
    world.ports.put("a", World.freePort());
    Process doomed = DoomedHost.start(world.hostSettings("a", "eu"), "host.after-piece:5");
    try {
      world.await("the first host", () -> world.deploys.hosts(World.P).size() == 1);
      for (String name : List.of("b", "c", "d")) {
        world.host(name, "eu");
      }
      world.await("all hosts", () -> world.deploys.hosts(World.P).size() == 4);
      world.deploys.putService(World.P, SERVICE.formatted(2));
      byte[] jar = jar("one", true, 16 << 20);
      SucceededBuild build = world.build(1, jar);
      world.awaitDeployable(build);
      Deployment deployment = world.ended(world.deploy(build));
      assertEquals(DeploymentState.SUCCEEDED, deployment.state(), deployment.reason());
      assertEquals(86, doomed.waitFor());
      long fromStore = 0;
      for (Host host : world.deploys.deploymentHosts(World.P, deployment.id())) {
        Map<String, Long> bytes = Objects.requireNonNull(host.standing("web")).bytes();
        fromStore += bytes.getOrDefault("store", 0L);
      }
      assertTrue(fromStore <= 2L * jar.length, "the store gave " + fromStore + " bytes");
      for (String name : List.of("b", "c", "d")) {
        assertEquals("one", world.says(name));
      }
      world.host("a", "eu");
      world.await("the late host", () -> world.isHealthy("a"));
      assertEquals("one", world.says("a"));
    } finally {
      doomed.destroyForcibly();
    }
  }
}
