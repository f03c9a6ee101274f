package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.base.RunId;
import io.devq.client.DevqClient;
import io.devq.client.JobApi;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Jobs whose ends are told to a webhook. Its receiver outlives the server: of each end it hears at
/// least once, and always under the same name.
final class Tellings implements Errand {

  private static final int JOBS = 4;

  private final Scene scene;
  private final HttpServer receiver;
  private final Queue<Told> heard = new ConcurrentLinkedQueue<>();
  private final Wishes wishes = new Wishes();

  /// A message that came.
  private record Told(String id, String run) {}

  Tellings(Scene scene) throws IOException {
    this.scene = scene;
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::hear);
    receiver.start();
    String webhook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/told";
    for (int i = 0; i < JOBS; i++) {
      Map<String, Object> notify = Map.of("on", List.of("succeeded"), "webhook", webhook);
      wishes.add("job " + i, "/jobs", Map.of("type", "noop", "notify", List.of(notify)));
    }
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode event =
          Json.tolerant().read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      heard.add(new Told(id, event.path("data").path("run").asString("")));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public boolean request(DevqClient client) throws InterruptedException {
    return wishes.send(client);
  }

  @Override
  public void assertDone(DevqClient client) throws IOException, InterruptedException {
    Set<String> runs = runs();
    scene.await("a message of each end", () -> told().keySet().equals(runs));
    JobApi.Filter deliveries = new JobApi.Filter(null, null, "devq.notify", null, null, null);
    List<Views.Run> jobs = client.jobs().runs(deliveries).items();
    assertEquals(JOBS, jobs.size(), () -> "one delivery of each end: " + jobs);
    for (Views.Run job : jobs) {
      scene.await("the end of " + job.id(), () -> client.jobs().run(job.id()).finishedAt() != null);
      assertEquals("SUCCEEDED", client.jobs().run(job.id()).state());
    }
    told().forEach((run, ids) -> assertEquals(1, ids.size(), () -> run + " was told as " + ids));
    scene.assertNothingElseRuns();
  }

  private Set<String> runs() {
    Set<String> runs = new HashSet<>();
    for (int i = 0; i < JOBS; i++) {
      runs.add(wishes.id("job " + i).replace("job_", RunId.PREFIX + "_"));
    }
    return runs;
  }

  /// The names under which each run was told.
  private Map<String, Set<String>> told() {
    return heard.stream()
        .collect(
            Collectors.groupingBy(
                Told::run, HashMap::new, Collectors.mapping(Told::id, Collectors.toSet())));
  }

  @Override
  public void close() {
    receiver.stop(0);
  }
}
