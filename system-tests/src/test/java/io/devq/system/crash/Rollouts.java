package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.agent.host.HostAgent;
import io.devq.agent.host.HostSettings;
import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.client.Transport;
import io.devq.server.http.HttpSettings;
import io.devq.server.relay.RelayServer;
import io.devq.server.relay.RelaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A good build and then a bad one, each copied to a region and deployed there on a host: the bad
/// one is taken back. The relay and the host outlive the server.
final class Rollouts implements Errand {

  private static final String SECRET = "a secret of the test's";
  private static final String REGION = "eu";
  private static final String GOOD = "sleep 600";
  private static final String BAD = "exit 1";
  private static final String PIPELINE =
      """
      steps:
        make: {run: "echo %s > shop.txt", artifacts: [shop.txt]}
      """;
  private static final String SERVICE =
      """
      name: web
      repository: shop
      artifact: shop.txt
      environments: {prod: {regions: [eu], strategy: {rolling: {maxUnavailable: 1}}}}
      start: "exec sh shop.txt"
      """;
  private static final Set<String> OVER = Set.of("SUCCEEDED", "ROLLED_BACK", "ABORTED", "FAILED");

  private final Scene scene;
  private final Shop shop;
  private final RelayServer relay;
  private final HostAgent host;
  private final Wishes begin = new Wishes();
  private final List<Rollout> rollouts =
      List.of(new Rollout("good", GOOD, "SUCCEEDED"), new Rollout("bad", BAD, "ROLLED_BACK"));

  /// A build and its deployment.
  private final class Rollout {

    private final String program;
    private final String end;
    private final Wishes build;
    private final Wishes deployment = new Wishes();
    private boolean committed;

    private Rollout(String name, String program, String end) {
      this.program = program;
      this.end = end;
      this.build = new Wishes().add("build " + name, "/builds", Map.of("repository", "shop"));
    }

    private boolean request(DevqClient client) throws IOException, InterruptedException {
      if (!committed) {
        shop.commit(PIPELINE.formatted(program));
        committed = true;
      }
      if (!build.send(client)) {
        return false;
      }
      BuildId id = BuildId.parse(build.only());
      scene.await("the copy", () -> client.builds().deployability(id).path("yes").asBoolean());
      deployment.add(build.only(), "/deployments", Map.of("service", "web", "build", id.text()));
      if (!deployment.send(client)) {
        return false;
      }
      scene.await("the end", () -> OVER.contains(state(client)));
      return true;
    }

    private String state(DevqClient client) throws InterruptedException {
      JsonNode all = client.deploys().list("web", null).path("items");
      return StreamSupport.stream(all.spliterator(), false)
          .filter(one -> one.path("id").asString("").equals(deployment.only()))
          .map(one -> one.path("state").asString(""))
          .findFirst()
          .orElse("");
    }
  }

  /// Prepares builds, a relay and a host; nothing is asked for yet.
  Rollouts(Scene scene) throws IOException, InterruptedException {
    this.scene = scene;
    this.shop = Shop.make(scene.sub("shop"), PIPELINE.formatted(GOOD));
    int port = Scene.freePort();
    this.relay =
        new RelayServer(
            new RelaySettings(REGION, scene.sub("relay"), HttpSettings.local(port), SECRET),
            TimeSource.system());
    this.host = new HostAgent(settings(), TimeSource.system());
    begin
        .add(
            "region",
            "/regions",
            Map.of("name", REGION, "url", "http://127.0.0.1:" + port, "token", SECRET))
        .add("service", "/services", Map.of("file", SERVICE))
        .add("repository", "/repositories", Map.of("name", "shop", "source", shop.source()));
    relay.start();
    host.start();
  }

  private HostSettings settings() throws IOException {
    return new HostSettings(
        scene.settings(),
        "host",
        REGION,
        "prod",
        List.of(),
        hostFolder(),
        new HostSettings.PeerAddress("127.0.0.1", 0),
        HostSettings.visible(System.getenv()));
  }

  private Path hostFolder() {
    return scene.sub("host");
  }

  @Override
  public boolean request(DevqClient client) throws IOException, InterruptedException {
    try {
      boolean all = begin.send(client);
      for (Rollout rollout : rollouts) {
        all = all && rollout.request(client);
      }
      return all;
    } catch (Problem problem) {
      if (!Transport.passing(problem)) {
        throw problem;
      }
      return false;
    }
  }

  @Override
  public void assertDone(DevqClient client) throws IOException, InterruptedException {
    for (Rollout rollout : rollouts) {
      assertEquals(rollout.end, rollout.state(client));
      BuildId build = BuildId.parse(rollout.build.only());
      assertTrue(client.builds().deployability(build).path("yes").asBoolean());
    }
    assertEquals(2, client.deploys().list("web", null).path("items").size());
    assertEquals(2, client.builds().list("shop", null).path("items").size());
    List<Processes.One> programs =
        new Processes(hostFolder())
            .find().stream().filter(one -> one.command().contains(GOOD)).toList();
    assertEquals(1, programs.size(), programs::toString);
    scene.assertNothingElseRuns();
  }

  @Override
  public void close() {
    host.stop();
    relay.stop();
  }
}
