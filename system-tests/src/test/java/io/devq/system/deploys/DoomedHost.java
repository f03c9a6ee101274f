package io.devq.system.deploys;

import io.devq.agent.host.HostAgent;
import io.devq.agent.host.HostSettings;
import io.devq.agent.host.HostSettings.PeerAddress;
import io.devq.base.TimeSource;
import io.devq.client.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// A host as a process of its own that dies at a failpoint.
final class DoomedHost {

  private DoomedHost() {}

  static Process start(HostSettings settings, String failpoint) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DoomedHost.class.getName(),
            settings.server().server().toString(),
            settings.name(),
            settings.region(),
            settings.folder().toString());
    builder.environment().put("DEVQ_FAILPOINT", failpoint);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  public static void main(String[] args) throws InterruptedException {
    HostSettings settings =
        new HostSettings(
            ClientSettings.of(URI.create(args[0]), "admin"),
            args[1],
            args[2],
            "prod",
            List.of(),
            Path.of(args[3]),
            new PeerAddress("127.0.0.1", 0),
            HostSettings.visible(System.getenv()));
    new HostAgent(settings, TimeSource.system()).start();
    Thread.currentThread().join();
  }
}
