package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.cli.process.Jvm;
import io.devq.client.Call;
import io.devq.protocol.Deployments;
import io.devq.protocol.Views;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/// The hosts of the tour, some in each region: each a process of its own, with a port for the
/// program it is given.
final class Hosts {

  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final TypeReference<Views.Page<Deployments.Host>> HOSTS = new TypeReference<>() {};

  private final DemoStage stage;
  private final int perRegion;
  private final SequencedMap<String, Integer> ports = new TreeMap<>();

  Hosts(DemoStage stage, int perRegion) {
    this.stage = stage;
    this.perRegion = perRegion;
  }

  /// Starts all of them, without waiting.
  void start() {
    for (String region : Regions.NAMES) {
      for (int i = 1; i <= perRegion; i++) {
        start(region, region + "-" + i);
      }
    }
  }

  private void start(String region, String name) {
    int port = stage.ports().next();
    ports.put(name, port);
    stage.start(
        name,
        Jvm.Kind.SMALL,
        Map.of("PORT", String.valueOf(port)),
        "agent",
        "--host",
        "--name",
        name,
        "--region",
        region,
        "--data",
        folder(name).toString());
  }

  /// The command that starts one of them.
  String command() {
    String name = Regions.NAMES.getFirst() + "-1";
    return "PORT="
        + ports.get(name)
        + " devq agent --host --name "
        + name
        + " --region "
        + Regions.NAMES.getFirst()
        + " --data "
        + folder(name);
  }

  /// Waits until the server has heard of all of them.
  void awaitStart() throws InterruptedException {
    stage.await(
        "the hosts", START, () -> Optional.of(reachable()).filter(all -> all == ports.size()));
  }

  /// How many there are.
  int count() {
    return ports.size();
  }

  /// Asks the delivered program on each host for its answer.
  ///
  /// @return the answers by host
  /// @throws Problem `host_does_not_answer`
  SequencedMap<String, String> answers() throws InterruptedException {
    SequencedMap<String, String> answers = new TreeMap<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Map.Entry<String, Integer> host : ports.entrySet()) {
        answers.put(host.getKey(), answer(http, host.getKey(), host.getValue()));
      }
    }
    return answers;
  }

  /// The port of the delivered program on a host.
  int port(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalStateException("there is no host " + name);
    }
    return port;
  }

  private static String answer(HttpClient http, String name, int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(ANSWER)
            .build();
    try {
      return http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)).body().strip();
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.INTERNAL,
          "host_does_not_answer",
          "The program on " + name + " does not answer on port " + port + ".",
          null,
          failure);
    }
  }

  private int reachable() throws InterruptedException {
    List<Deployments.Host> known =
        stage.client().transport().send(Call.get("/hosts"), HOSTS).items();
    return (int) known.stream().filter(Deployments.Host::reachable).count();
  }

  private Path folder(String name) {
    return stage.folder().sub("hosts").resolve(name);
  }
}
