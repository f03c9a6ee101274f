package io.devq.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Regions, services, hosts and deployments as the API shows and takes them.
public final class Deployments {

  private Deployments() {}

  /// A region to be added or changed.
  ///
  /// @param url address of its relay
  /// @param token the secret shared with the relay
  public record NewRegion(String name, String url, String token) {}

  /// A region.
  public record Region(String name, String url, Instant createdAt) {}

  /// The copy of an artifact in a region.
  public record Replica(
      String region,
      Sha256 sha256,
      long size,
      String state,
      long bytes,
      int attempts,
      @Nullable String reason,
      Instant updatedAt) {}

  /// Whether a build may be deployed.
  ///
  /// @param replicas all copies, those that are there too
  public record Deployability(boolean yes, List<Missing> missing, List<Replica> replicas) {}

  /// What keeps a build from being deployed.
  public record Missing(String region, String artifact, String state, String reason) {}

  /// A service file as JSON, for callers that do not send YAML.
  ///
  /// @param file the text of the file
  public record ServiceText(String file) {}

  /// A service.
  public record Service(
      String name,
      String repository,
      String artifact,
      Map<String, Environment> environments,
      Install install,
      String start,
      @Nullable Health health,
      Map<String, String> env,
      int keep) {}

  /// Where and how a service is rolled out.
  ///
  /// @param regions empty for all
  public record Environment(List<String> regions, Strategy strategy) {}

  /// How.
  public record Strategy(Rolling rolling) {}

  /// A few hosts at a time.
  ///
  /// @param maxUnavailable a number, or a percentage such as `25%`
  public record Rolling(String maxUnavailable, Duration bake) {}

  /// How an artifact becomes a release.
  ///
  /// @param unpack `auto` or `none`
  public record Install(String unpack) {}

  /// How a host tells that the program works.
  public record Health(String http, @JsonProperty("for") Duration holds, Duration within) {}

  /// A deployment to be started.
  ///
  /// @param environment may be left out when the service has one
  public record NewDeployment(String service, BuildId build, @Nullable String environment) {}

  /// A deployment.
  ///
  /// @param activeBuild what its hosts are told to run
  /// @param hosts where each host stands; in lists it is left out
  public record Deployment(
      DeploymentId id,
      String service,
      String environment,
      BuildId build,
      String artifact,
      Sha256 sha256,
      long size,
      String state,
      @Nullable String pausedFrom,
      @Nullable String reason,
      long generation,
      @Nullable BuildId activeBuild,
      List<String> regions,
      String by,
      Instant createdAt,
      Instant stateSince,
      @Nullable Instant finishedAt,
      @Nullable Totals totals,
      @Nullable List<HostProgress> hosts) {}

  /// Sums over the hosts of a deployment, for its newest generation.
  public record Totals(
      int hosts, int healthy, long bytesTotal, long bytesFromStore, long bytesFromPeers) {}

  /// Where a host stands with a deployment.
  ///
  /// @param state UNREACHABLE when it was not heard of lately
  /// @param edges what it got from whom
  public record HostProgress(
      HostId id,
      String name,
      String region,
      String state,
      @Nullable String stage,
      @Nullable String reason,
      long generation,
      @Nullable Sha256 active,
      int pieces,
      boolean admitted,
      List<Edge> edges) {}

  /// Bytes that went one way.
  ///
  /// @param from `store`, or the name of a host
  public record Edge(String from, long bytes) {}

  /// A host.
  ///
  /// @param state the worst of its standings
  public record Host(
      HostId id,
      String name,
      String region,
      String environment,
      List<String> services,
      String state,
      boolean reachable,
      Instant lastHeardAt,
      List<Standing> standings) {}

  /// Where a host stands with a service.
  public record Standing(
      String service,
      String state,
      @Nullable String stage,
      @Nullable String reason,
      long generation,
      @Nullable Sha256 active) {}
}
