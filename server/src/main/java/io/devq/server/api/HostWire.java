package io.devq.server.api;

import io.devq.deploys.Deploys;
import io.devq.deploys.HostOrders;
import io.devq.deploys.HostReport;
import io.devq.deploys.HostState;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.ServiceSpec;
import io.devq.protocol.HostProtocol.Complaint;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Health;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.Orders;
import io.devq.protocol.HostProtocol.Settings;
import io.devq.protocol.HostProtocol.Source;
import io.devq.protocol.HostProtocol.Sync;
import io.devq.protocol.RelayProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The host protocol in terms of the deployment side's door, and back.
final class HostWire {

  /// How soon a host with work to do speaks again.
  private static final Duration BUSY = Duration.ofMillis(200);

  /// How soon any other does.
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final Deploys deploys;

  HostWire(Deploys deploys) {
    this.deploys = deploys;
  }

  static HostReport report(Sync sync) {
    return new HostReport(
        sync.peerUrl(), sync.seen(), sync.services().stream().map(HostWire::held).toList());
  }

  private static HostReport.Held held(Held held) {
    Complaint complaint = held.complaint();
    return new HostReport.Held(
        held.service(),
        held.generation(),
        HostState.valueOf(held.state().name()),
        held.stage(),
        held.reason(),
        held.activeGeneration(),
        held.active(),
        held.pieces(),
        held.bytes(),
        complaint == null ? null : new HostReport.Complaint(complaint.source(), complaint.dead()));
  }

  Orders orders(String project, HostOrders orders) {
    if (orders.goals().isEmpty()) {
      return new Orders(orders.version(), java.util.List.of(), IDLE);
    }
    RegionAccess region = deploys.regionAccess(project, orders.region());
    return new Orders(
        orders.version(),
        orders.goals().stream().map(goal -> goal(region, goal)).toList(),
        orders.settled() ? IDLE : BUSY);
  }

  private static Goal goal(RegionAccess region, HostOrders.Goal goal) {
    String token = RelayProtocol.readToken(region.token(), goal.sha256());
    return new Goal(
        goal.service(),
        goal.generation(),
        goal.deployment(),
        goal.build(),
        goal.artifact(),
        goal.sha256(),
        goal.size(),
        settings(goal.spec()),
        source(region, goal, token),
        goal.admitted(),
        goal.pinned(),
        token);
  }

  private static @Nullable Source source(RegionAccess region, HostOrders.Goal goal, String token) {
    return switch (goal.source()) {
      case null -> null;
      case HostOrders.Source.Store _ ->
          new Source(region.url() + RelayProtocol.ROOT + goal.sha256() + "/pieces", token, null);
      case HostOrders.Source.Peer peer ->
          new Source(peer.url() + "/pieces/" + goal.sha256(), token, peer.host());
    };
  }

  private static Settings settings(ServiceSpec spec) {
    ServiceSpec.Health health = spec.health();
    return new Settings(
        spec.unpack(),
        spec.start(),
        health == null ? null : new Health(health.http(), health.holds(), health.within()),
        spec.env(),
        spec.keep());
  }
}
