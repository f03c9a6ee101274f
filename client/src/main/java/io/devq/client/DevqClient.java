package io.devq.client;

import io.devq.base.TimeSource;

/// A DevQ server as a Java program sees it. One per server and project; safe for use by many
/// threads; close it when done.
public final class DevqClient implements AutoCloseable {

  private final Transport transport;
  private final TimeSource time;

  /// A client; it connects when first used.
  public DevqClient(ClientSettings settings) {
    this(settings, TimeSource.system());
  }

  /// A client whose waits follow a given clock.
  public DevqClient(ClientSettings settings, TimeSource time) {
    this.transport = new Transport(settings, time);
    this.time = time;
  }

  /// Jobs and their runs.
  public JobApi jobs() {
    return new JobApi(transport, logs());
  }

  /// The logs of runs.
  public LogApi logs() {
    return new LogApi(transport, time);
  }

  /// Repositories and builds.
  public BuildApi builds() {
    return new BuildApi(transport);
  }

  /// Services, regions, hosts and deployments.
  public DeployApi deploys() {
    return new DeployApi(transport);
  }

  /// Those who run attempts.
  public WorkerApi workers() {
    return new WorkerApi(transport);
  }

  /// Everything that has no name here yet.
  public Transport transport() {
    return transport;
  }

  @Override
  public void close() {
    transport.close();
  }
}
