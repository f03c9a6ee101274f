package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Loop;
import io.devq.base.NodeId;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.OwnershipStore.Claim;
import io.devq.jobs.store.OwnershipStore.Lease;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;

/// Owns shards: proves that this node lives, watches the counters of the others with its own
/// monotonic clock, and takes over shards that nobody living owns. A take-over is a transaction of
/// its own; what the shard holds is read afterwards.
final class Ownership implements Service {

  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final int VERSION = 1;
  private static final Logger LOG = System.getLogger(Ownership.class.getName());

  private final NodeId node;
  private final EngineSettings settings;
  private final Dispatch dispatch;
  private final OwnershipStore ownership;
  private final RunStore runs;
  private final DatabaseTime time;
  private final List<IntConsumer> taken = new ArrayList<>();
  private final Map<UUID, Seen> others = new HashMap<>();
  private final Loop loop = new Loop("devq-ownership", this::runOnce);

  private record Seen(long beat, long nanos) {}

  Ownership(
      NodeId node, EngineSettings settings, Dispatch dispatch, Stores stores, DatabaseTime time) {
    this.node = node;
    this.settings = settings;
    this.dispatch = dispatch;
    this.ownership = stores.ownership();
    this.runs = stores.runs();
    this.time = time;
  }

  /// Tells `listener` of each shard that was taken.
  void whenTaken(IntConsumer listener) {
    taken.add(listener);
  }

  @Override
  public void start() {
    ownership.enter(node.value(), settings.nodeName(), settings.address(), VERSION);
    runOnce();
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
    for (int shard : dispatch.shards()) {
      UUID token = dispatch.token(shard);
      dispatch.disown(shard);
      if (token != null) {
        ownership.release(shard, token);
      }
    }
    ownership.forget(node.value());
  }

  /// A guarded statement found that a shard is not ours any more.
  void lost(int shard) {
    LOG.log(Level.INFO, "shard " + shard + " has another owner now");
    dispatch.disown(shard);
  }

  Duration runOnce() {
    if (!ownership.beat(node.value())) {
      dispatch.shards().forEach(this::lost);
      ownership.enter(node.value(), settings.nodeName(), settings.address(), VERSION);
    }
    Set<UUID> living = living();
    for (Lease lease : ownership.leases()) {
      boolean ours = lease.token().equals(dispatch.token(lease.shard()));
      if (!ours && dispatch.token(lease.shard()) != null) {
        lost(lease.shard());
      }
      if (!ours
          && (lease.node() == null
              || !living.contains(lease.node())
              || node.value().equals(lease.node()))) {
        take(lease, living);
      }
    }
    return BEAT;
  }

  /// The nodes whose counters move. Those that stand still for the lease time-out are dead, at once
  /// when no other process can be using this database.
  private Set<UUID> living() {
    Set<UUID> living = new HashSet<>();
    long now = time.nanos();
    for (OwnershipStore.Node other : ownership.nodes()) {
      Seen seen = others.get(other.id());
      if (seen == null || seen.beat() != other.beat()) {
        seen = new Seen(other.beat(), now);
        others.put(other.id(), seen);
      }
      boolean self = other.id().equals(node.value());
      boolean dead = settings.alone() || now - seen.nanos() > settings.leaseTimeout().toNanos();
      if (self || !dead) {
        living.add(other.id());
      } else {
        others.remove(other.id());
        ownership.forget(other.id());
      }
    }
    return living;
  }

  private void take(Lease lease, Set<UUID> living) {
    UUID token = UUID.randomUUID();
    Failpoint.pass("lease.before-take");
    if (!ownership.take(lease, node.value(), token)) {
      return;
    }
    Failpoint.pass("lease.after-take");
    dispatch.own(
        lease.shard(), token, underWay(lease.shard(), living), runs.liveRunsOfJobs(lease.shard()));
    taken.forEach(listener -> listener.accept(lease.shard()));
  }

  /// What the claims of a shard say is under way, and still is.
  private List<LiveAttempt> underWay(int shard, Set<UUID> living) {
    List<LiveAttempt> attempts = new ArrayList<>();
    List<UUID> finished = new ArrayList<>();
    for (Claim claim : ownership.claims(shard)) {
      Map<UUID, LiveRun> live = new HashMap<>();
      runs.read(shard, claim.ids()).forEach(run -> live.put(run.id(), run));
      List<LiveAttempt> ofClaim = restored(claim, live, living);
      attempts.addAll(ofClaim);
      if (ofClaim.isEmpty()) {
        finished.add(claim.batch());
      }
    }
    if (!finished.isEmpty()) {
      ownership.drop(Map.of(shard, finished));
    }
    return attempts;
  }

  private List<LiveAttempt> restored(Claim claim, Map<UUID, LiveRun> live, Set<UUID> living) {
    boolean diedWithItsNode = claim.worker().equals(claim.node()) && !living.contains(claim.node());
    List<LiveAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < claim.ids().size(); i++) {
      LiveRun run = live.get(claim.ids().get(i));
      if (run != null && run.attempt() == claim.attempts().get(i)) {
        attempts.add(Dispatch.restored(run, claim, diedWithItsNode ? Instant.EPOCH : time.now()));
      }
    }
    return attempts;
  }
}
