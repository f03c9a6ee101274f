package io.devq.agent.host;

import io.devq.agent.host.HostSettings.PeerAddress;
import io.devq.base.TimeSource;
import io.devq.client.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A host as a process of its own, to be killed by tests.
final class HostProcess {

  private HostProcess() {}

  static HostSettings settings(String server, String name, Path folder) {
    return new HostSettings(
        ClientSettings.of(URI.create(server), "token"),
        name,
        "eu",
        "prod",
        List.of(),
        folder,
        new PeerAddress("127.0.0.1", 0),
        HostSettings.visible(System.getenv()));
  }

  static Process start(String server, String name, Path folder, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            HostProcess.class.getName(),
            server,
            name,
            folder.toString());
    Map<String, String> all = new HashMap<>(environment);
    builder.environment().putAll(all);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  public static void main(String[] args) throws InterruptedException {
    HostAgent agent =
        new HostAgent(settings(args[0], args[1], Path.of(args[2])), TimeSource.system());
    agent.start();
    Thread.currentThread().join();
  }
}
