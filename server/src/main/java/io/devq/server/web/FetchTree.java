package io.devq.server.web;

import io.devq.base.HostId;
import io.devq.deploys.Deployment;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Standing;
import io.devq.deploys.HostReport;
import io.devq.deploys.HostState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hosts of one region in a deployment, as a tree under the region's store: each host below the
/// source that gave it most, or that it is told to fetch from.
///
/// @param fromStore bytes that the region's store gave
/// @param fromPeers bytes that its hosts gave each other
/// @param healthy how many of its hosts are healthy with this deployment
public record FetchTree(
    String region, List<Branch> branches, int hosts, int healthy, long fromStore, long fromPeers) {

  private static final String STORE = "store";

  /// A host and those below it.
  ///
  /// @param bytes what it got from the source above it
  /// @param others what it got from elsewhere, in words
  public record Branch(
      Host host, View view, long bytes, List<String> others, List<Branch> children) {}

  /// What a host says of this deployment.
  ///
  /// @param pieces how many pieces it has
  /// @param reason why it failed or what it complains of, or null
  public record View(
      HostState state, @Nullable String stage, int pieces, @Nullable String reason) {}

  /// The trees of a deployment, by region.
  public static List<FetchTree> of(Deployment deployment, List<Host> hosts) {
    Map<String, List<Host>> regions = new LinkedHashMap<>();
    hosts.forEach(host -> regions.computeIfAbsent(host.region(), _ -> new ArrayList<>()).add(host));
    return regions.entrySet().stream()
        .map(region -> new Planting(deployment, region.getValue()).tree(region.getKey()))
        .toList();
  }

  /// Bytes in all.
  public long bytes() {
    return fromStore + fromPeers;
  }

  /// Puts the hosts of a region in place.
  private static final class Planting {

    private final Deployment deployment;
    private final List<Host> hosts;
    private final Map<String, String> names = new HashMap<>();
    private final Set<Host> placed = new LinkedHashSet<>();
    private long fromStore;
    private long fromPeers;

    Planting(Deployment deployment, List<Host> hosts) {
      this.deployment = deployment;
      this.hosts = hosts;
      names.put(STORE, STORE);
      hosts.forEach(host -> names.put(host.id().text(), host.name()));
    }

    FetchTree tree(String region) {
      hosts.forEach(this::count);
      List<Branch> branches = below(STORE);
      // two hosts that gave each other most would hang nowhere
      for (Host host : hosts) {
        if (!placed.contains(host)) {
          branches.add(branch(host));
        }
      }
      long healthy = hosts.stream().filter(host -> view(host).state() == HostState.HEALTHY).count();
      return new FetchTree(region, branches, hosts.size(), (int) healthy, fromStore, fromPeers);
    }

    private void count(Host host) {
      bytes(host)
          .forEach((source, bytes) -> {
            if (source.equals(STORE)) {
              fromStore += bytes;
            } else {
              fromPeers += bytes;
            }
          });
    }

    private List<Branch> below(String source) {
      List<Branch> branches = new ArrayList<>();
      for (Host host : hosts) {
        if (!placed.contains(host) && source(host).equals(source)) {
          branches.add(branch(host));
        }
      }
      return branches;
    }

    private Branch branch(Host host) {
      placed.add(host);
      String source = source(host);
      List<String> others =
          bytes(host).entrySet().stream()
              .filter(edge -> !edge.getKey().equals(source))
              .map(edge -> ByteCount.text(edge.getValue()) + " from " + name(edge.getKey()))
              .toList();
      return new Branch(
          host, view(host), bytes(host).getOrDefault(source, 0L), others, below(host.id().text()));
    }

    private String name(String source) {
      return names.getOrDefault(source, source);
    }

    private String source(Host host) {
      return bytes(host).entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .filter(names::containsKey)
          .orElseGet(() -> planned(host));
    }

    private String planned(Host host) {
      Standing standing = host.standing(deployment.service());
      HostId parent = standing == null || standing.plan() == null ? null : standing.plan().parent();
      return parent == null || !names.containsKey(parent.text()) ? STORE : parent.text();
    }

    /// What it fetched for this deployment, by source.
    private Map<String, Long> bytes(Host host) {
      Standing standing = host.standing(deployment.service());
      return standing == null ? Map.of() : standing.bytes();
    }

    private View view(Host host) {
      HostState silent = host.reachable() ? null : HostState.UNREACHABLE;
      Standing standing = host.standing(deployment.service());
      if (standing == null || standing.generation() < deployment.generation()) {
        return new View(silent == null ? HostState.IDLE : silent, null, 0, null);
      }
      return new View(
          silent == null ? standing.state() : silent,
          standing.stage(),
          standing.pieces(),
          remark(standing));
    }

    private @Nullable String remark(Standing standing) {
      if (standing.generation() > deployment.generation()) {
        return "has gone on to a later deployment";
      }
      HostReport.Complaint complaint = standing.complaint();
      if (standing.reason() != null || complaint == null) {
        return standing.reason();
      }
      String source = complaint.source() == null ? STORE : name(complaint.source().text());
      return source + (complaint.dead() ? " cannot be reached" : " is slow or gave wrong bytes");
    }
  }
}
