package io.devq.server.api;

import io.devq.deploys.Deployability;
import io.devq.deploys.Deployment;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Plan;
import io.devq.deploys.Host.Standing;
import io.devq.deploys.HostState;
import io.devq.deploys.Region;
import io.devq.deploys.Replica;
import io.devq.deploys.ServiceSpec;
import io.devq.protocol.Deployments;
import io.devq.protocol.Deployments.Edge;
import io.devq.protocol.Deployments.HostProgress;
import io.devq.protocol.Deployments.Totals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Deployments and all they stand on, as the API shows them.
final class DeployViews {

  private static final String STORE = "store";

  private DeployViews() {}

  static Deployments.Region region(Region region) {
    return new Deployments.Region(region.name(), region.url(), region.createdAt());
  }

  static Deployments.Deployability deployability(
      Deployability deployability, List<Replica> replicas) {
    return new Deployments.Deployability(
        deployability.yes(),
        deployability.missing().stream()
            .map(m -> new Deployments.Missing(m.region(), m.artifact(), m.state(), m.reason()))
            .toList(),
        replicas.stream().map(DeployViews::replica).toList());
  }

  private static Deployments.Replica replica(Replica replica) {
    return new Deployments.Replica(
        replica.region(),
        replica.sha256(),
        replica.size(),
        replica.state().name(),
        replica.bytes(),
        replica.attempts(),
        replica.reason(),
        replica.updatedAt());
  }

  static Deployments.Service service(ServiceSpec spec) {
    Map<String, Deployments.Environment> environments = new LinkedHashMap<>();
    spec.environments()
        .forEach((name, e) ->
            environments.put(
                name,
                new Deployments.Environment(
                    e.regions(),
                    new Deployments.Strategy(
                        new Deployments.Rolling(e.maxUnavailable().toString(), e.bake())))));
    ServiceSpec.Health health = spec.health();
    return new Deployments.Service(
        spec.name(),
        spec.repository(),
        spec.artifact(),
        environments,
        new Deployments.Install(spec.unpack() ? "auto" : "none"),
        spec.start(),
        health == null
            ? null
            : new Deployments.Health(health.http(), health.holds(), health.within()),
        spec.env(),
        spec.keep());
  }

  /// A deployment without its hosts.
  static Deployments.Deployment brief(Deployment deployment) {
    return deployment(deployment, null, null);
  }

  /// A deployment with its hosts.
  static Deployments.Deployment full(Deployment deployment, List<Host> hosts) {
    Map<String, String> names = new LinkedHashMap<>();
    hosts.forEach(host -> names.put(host.id().text(), host.name()));
    List<HostProgress> progress =
        hosts.stream().map(host -> progress(deployment, host, names)).toList();
    return deployment(deployment, totals(progress), progress);
  }

  private static Deployments.Deployment deployment(
      Deployment deployment, @Nullable Totals totals, @Nullable List<HostProgress> hosts) {
    Deployment.Content content = deployment.content();
    Deployment.Times times = deployment.times();
    return new Deployments.Deployment(
        deployment.id(),
        deployment.service(),
        deployment.environment(),
        content.build(),
        content.artifact(),
        content.sha256(),
        content.size(),
        deployment.state().name(),
        name(deployment.pausedFrom()),
        deployment.reason(),
        deployment.generation(),
        deployment.activeBuild(),
        deployment.regions(),
        deployment.by(),
        times.createdAt(),
        times.stateSince(),
        times.finishedAt(),
        totals,
        hosts);
  }

  private static @Nullable String name(@Nullable Enum<?> state) {
    return state == null ? null : state.name();
  }

  private static Totals totals(List<HostProgress> hosts) {
    long fromStore = 0;
    long fromPeers = 0;
    int healthy = 0;
    for (HostProgress host : hosts) {
      healthy += host.state().equals(HostState.HEALTHY.name()) ? 1 : 0;
      for (Edge edge : host.edges()) {
        if (edge.from().equals(STORE)) {
          fromStore += edge.bytes();
        } else {
          fromPeers += edge.bytes();
        }
      }
    }
    return new Totals(hosts.size(), healthy, fromStore + fromPeers, fromStore, fromPeers);
  }

  private static HostProgress progress(
      Deployment deployment, Host host, Map<String, String> names) {
    Standing standing = host.standing(deployment.service());
    if (standing == null) {
      return new HostProgress(
          host.id(),
          host.name(),
          host.region(),
          state(host, HostState.IDLE),
          null,
          null,
          0,
          null,
          0,
          false,
          List.of());
    }
    boolean current = standing.generation() >= deployment.generation();
    Plan plan = standing.plan();
    return new HostProgress(
        host.id(),
        host.name(),
        host.region(),
        state(host, current ? standing.state() : HostState.IDLE),
        standing.stage(),
        standing.reason(),
        standing.generation(),
        standing.active(),
        standing.pieces(),
        plan != null && plan.admitted() && plan.generation() == deployment.generation(),
        edges(standing, names));
  }

  private static String state(Host host, HostState reported) {
    return (host.reachable() ? reported : HostState.UNREACHABLE).name();
  }

  private static List<Edge> edges(Standing standing, Map<String, String> names) {
    List<Edge> edges = new ArrayList<>();
    standing
        .bytes()
        .forEach((from, bytes) ->
            edges.add(new Edge(Objects.requireNonNullElse(names.get(from), from), bytes)));
    edges.sort(Comparator.comparing(Edge::from));
    return edges;
  }

  static Deployments.Host host(Host host) {
    HostState worst =
        host.standings().stream()
            .map(Standing::state)
            .max(Comparator.comparingInt(DeployViews::badness))
            .orElse(HostState.IDLE);
    return new Deployments.Host(
        host.id(),
        host.name(),
        host.region(),
        host.environment(),
        host.services(),
        state(host, worst),
        host.reachable(),
        host.lastHeardAt(),
        host.standings().stream()
            .map(s ->
                new Deployments.Standing(
                    s.service(),
                    s.state().name(),
                    s.stage(),
                    s.reason(),
                    s.generation(),
                    s.active()))
            .toList());
  }

  private static int badness(HostState state) {
    return switch (state) {
      case HEALTHY -> 0;
      case IDLE -> 1;
      case VERIFIED -> 2;
      case DOWNLOADING -> 3;
      case ADMITTED -> 4;
      case SWITCHING -> 5;
      case CHECKING -> 6;
      case FAILED -> 7;
      case UNREACHABLE -> 8;
    };
  }
}
