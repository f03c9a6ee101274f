package io.devq.deploys.rollout;

import io.devq.base.HostId;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Plan;
import io.devq.deploys.Host.Standing;
import io.devq.deploys.HostReport;
import io.devq.deploys.swarm.Chain;
import io.devq.deploys.swarm.Feed;
import io.devq.deploys.swarm.Peer;
import io.devq.deploys.swarm.SwarmPlanner;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The swarm of one region for one generation: turns hosts into the planner's peers and its chain
/// into plans.
final class RegionSwarm {

  private final String service;
  private final long generation;
  private final int total;
  private final SwarmPlanner planner;

  RegionSwarm(String service, long generation, int total, List<Host> hosts) {
    this.service = service;
    this.generation = generation;
    this.total = total;
    this.planner = new SwarmPlanner(total, laid(hosts));
  }

  long generation() {
    return generation;
  }

  /// The chain as an earlier handler has laid it.
  private Chain laid(List<Host> hosts) {
    Map<HostId, Feed> parents = new HashMap<>();
    List<HostId> order =
        hosts.stream()
            .filter(host -> plan(host) != null)
            .sorted(Comparator.comparingInt(host -> place(plan(host))))
            .map(Host::id)
            .toList();
    for (Host host : hosts) {
      Plan plan = plan(host);
      if (plan != null && plan.sourced()) {
        parents.put(host.id(), new Feed(plan.parent()));
      }
    }
    return new Chain(order, parents);
  }

  private static int place(@Nullable Plan plan) {
    return plan == null ? 0 : plan.place();
  }

  private @Nullable Plan plan(Host host) {
    Standing standing = host.standing(service);
    Plan plan = standing == null ? null : standing.plan();
    return plan == null || plan.generation() != generation ? null : plan;
  }

  /// The plans for the hosts as they are now; admissions are left as they are.
  Map<HostId, Plan> plans(List<Host> hosts, long nanos) {
    Chain chain = planner.plan(hosts.stream().map(this::peer).toList(), nanos);
    Map<HostId, Plan> plans = new HashMap<>();
    for (int place = 0; place < chain.order().size(); place++) {
      HostId host = chain.order().get(place);
      Optional<Feed> feed = chain.feed(host);
      plans.put(
          host,
          new Plan(generation, place, feed.isPresent(), feed.map(Feed::host).orElse(null), false));
    }
    return plans;
  }

  private Peer peer(Host host) {
    Standing standing = host.standing(service);
    boolean current = standing != null && standing.generation() == generation;
    if (standing == null || !current) {
      return new Peer(host.id(), 0, isAlive(host), null);
    }
    int pieces = standing.state().hasArtifact() ? total : Math.min(standing.pieces(), total);
    HostReport.Complaint complaint = standing.complaint();
    return new Peer(
        host.id(),
        pieces,
        isAlive(host),
        complaint == null ? null : new Peer.Complaint(complaint.source(), complaint.dead()));
  }

  private static boolean isAlive(Host host) {
    return host.reachable() && host.peerUrl() != null;
  }
}
