package io.devq.cli.machine;

import io.devq.agent.host.HostSettings;
import io.devq.client.ClientSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// What a host is like, as options.
final class HostOptions {

  private static final String LOOPBACK = "127.0.0.1";

  @SuppressWarnings("UnusedVariable") // that it was said is what makes the group be there
  @Option(names = "--host", required = true, description = "Take deployments, not jobs.")
  private boolean host;

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "Where it stands.")
  private String region = "";

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "Such as prod, which it is when not said.")
  private String environment = "prod";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Takes only this service; may be repeated.")
  private List<String> services = new ArrayList<>();

  @Option(
      names = "--peer-address",
      paramLabel = "ADDRESS",
      description = "Where other hosts reach it; 127.0.0.1 when not said.")
  private String address = LOOPBACK;

  @Option(
      names = "--peer-port",
      paramLabel = "N",
      description = "At which port; any free one when not said.")
  private int port;

  /// The settings of a host.
  HostSettings settings(ClientSettings server, String name, Path folder) {
    return new HostSettings(
        server,
        name,
        region,
        environment,
        services,
        folder,
        new HostSettings.PeerAddress(address, port),
        HostSettings.visible(System.getenv()));
  }
}
