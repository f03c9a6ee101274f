package io.devq.agent.runner;

import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.client.worker.FakeServer;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A runner, the server it works for, and what tests ask of both.
final class RunnerFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(1);

  final FakeServer server = new FakeServer(Duration.ofMillis(300));
  final DevqClient client = new DevqClient(server.settings());
  private final Runner runner;

  RunnerFixture(Path data) {
    runner = new Runner(settings(data), client, TimeSource.system());
    runner.start();
  }

  static RunnerSettings settings(Path data) {
    return new RunnerSettings("tests", data, List.of("given"), 3, GRACE, "0.1.0");
  }

  RunId shell(String script) {
    return server.submit("shell", Map.of("script", script), LONG);
  }

  Outcome run(String script) {
    return server.outcome(shell(script));
  }

  void stop() {
    runner.stop();
  }

  @Override
  public void close() {
    runner.stop();
    client.close();
    server.close();
  }
}
