package io.devq.deploys.rollout;

import io.devq.base.DeploymentId;
import io.devq.base.Failpoint;
import io.devq.base.HostId;
import io.devq.base.TimeSource;
import io.devq.blobs.PieceDigests;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deployment;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Plan;
import io.devq.deploys.store.DeploymentRows;
import io.devq.deploys.store.DeploymentRows.Move;
import io.devq.deploys.store.HostRows;
import io.devq.deploys.store.HostRows.Decision;
import io.devq.deploys.store.HostRows.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Drives one deployment from its first state to its last: reads the picture, decides, writes, and
/// looks again a little later. All it needs is in the database, so that another process can take
/// over at any moment.
public final class Rollout {

  /// How often it looks.
  public static final Duration TICK = Duration.ofMillis(150);

  private final DeploymentRows deployments;
  private final HostRows hosts;
  private final Function<Deployment, Deployability> gate;
  private final Bell bell;
  private final TimeSource time;

  /// A driver.
  ///
  /// @param gate whether a deployment's artifact is where it must be
  public Rollout(
      DeploymentRows deployments,
      HostRows hosts,
      Function<Deployment, Deployability> gate,
      Bell bell,
      TimeSource time) {
    this.deployments = deployments;
    this.hosts = hosts;
    this.gate = gate;
    this.bell = bell;
    this.time = time;
  }

  /// Drives a deployment to its end, or until it is interrupted.
  ///
  /// @return the deployment as it ended; empty when there is none
  public Optional<Deployment> run(String project, DeploymentId id) throws InterruptedException {
    Progress progress = new Progress();
    while (true) {
      Optional<Deployment> found = deployments.find(project, id);
      if (found.isEmpty() || found.get().state().isFinal()) {
        return found;
      }
      step(found.get(), progress);
      time.sleep(TICK);
    }
  }

  /// What a driver remembers between two looks; losing it costs nothing but a little time.
  private static final class Progress {
    private final Map<String, RegionSwarm> swarms = new HashMap<>();
    private final Map<HostId, Plan> written = new HashMap<>();
    private String picture = "";
    private @Nullable Deployment content;
  }

  private void step(Deployment deployment, Progress progress) {
    if (deployment.state() == DeploymentState.WAITING) {
      begin(deployment);
      return;
    }
    if (deployment.generation() == 0) {
      return;
    }
    Filter filter =
        new Filter(deployment.environment(), deployment.service(), deployment.regions());
    List<Host> now = hosts.list(deployment.project(), filter, 0);
    notice(deployment, now, progress);
    io.devq.deploys.rollout.Decision decision = new Course(deployment, now).decide();
    plan(deployment, now, Set.copyOf(decision.admit()), progress);
    DeploymentState next = decision.next();
    if (next != null) {
      go(deployment, next, decision.reason());
      bell.ring();
    }
  }

  private void begin(Deployment deployment) {
    if (gate.apply(deployment).yes()) {
      Failpoint.pass("deploy.before-goal");
      deployments.moveWithGoal(deployment, Move.to(DeploymentState.DISTRIBUTING, null), deployment);
      Failpoint.pass("deploy.after-goal");
      bell.ring();
    }
  }

  private void notice(Deployment deployment, List<Host> now, Progress progress) {
    String picture =
        now.stream()
            .map(host -> host.standing(deployment.service()))
            .map(s -> s == null ? "-" : s.generation() + "/" + s.state() + "/" + s.pieces())
            .collect(Collectors.joining(" "));
    boolean stale = deployment.times().quiet().compareTo(Duration.ofSeconds(2)) > 0;
    if (!picture.equals(progress.picture) && stale) {
      progress.picture = picture;
      deployments.progress(deployment);
    }
  }

  private void go(Deployment deployment, DeploymentState next, @Nullable String reason) {
    switch (next) {
      case ROLLING_BACK -> goBack(deployment, DeploymentState.ROLLED_BACK, String.valueOf(reason));
      case SUCCEEDED, ROLLED_BACK -> {
        Failpoint.pass("deploy.before-end");
        deployments.settle(deployment, Move.to(next, reason));
      }
      case ABORTED -> deployments.settle(deployment, Move.to(next, reason));
      case WAITING, DISTRIBUTING, ROLLING, BAKING, PAUSED, FAILED ->
          deployments.move(deployment, Move.to(next, reason));
    }
  }

  /// Turns a deployment round: the last good build becomes the goal, or, when there is none, the
  /// deployment ends here.
  ///
  /// @param ending ROLLED_BACK, or ABORTED when somebody asked
  /// @return whether the deployment was still in the state it was read in
  public boolean goBack(Deployment deployment, DeploymentState ending, String reason) {
    Optional<Deployment> good = deployments.lastGood(deployment);
    boolean moved;
    if (good.isEmpty()) {
      boolean asked = ending == DeploymentState.ABORTED;
      moved =
          deployments.move(
              deployment,
              Move.to(
                  asked ? DeploymentState.ABORTED : DeploymentState.FAILED,
                  asked ? reason : reason + " There is no earlier good build to go back to."));
    } else {
      moved =
          deployments.moveWithGoal(
              deployment, new Move(DeploymentState.ROLLING_BACK, null, ending, reason), good.get());
      Failpoint.pass("deploy.after-rollback-goal");
    }
    bell.ring();
    return moved;
  }

  private void plan(Deployment deployment, List<Host> now, Set<HostId> admit, Progress progress) {
    Map<HostId, Plan> wanted = new HashMap<>();
    Map<String, List<Host>> byRegion = now.stream().collect(Collectors.groupingBy(Host::region));
    byRegion.forEach((region, members) -> {
      RegionSwarm swarm = swarm(deployment, region, members, progress);
      wanted.putAll(swarm.plans(members, time.nanos()));
    });
    Set<HostId> admitted = new HashSet<>(admit);
    progress.written.forEach((host, plan) -> {
      if (plan.admitted() && plan.generation() == deployment.generation()) {
        admitted.add(host);
      }
    });
    List<Decision> changed = new ArrayList<>();
    wanted.forEach((host, plan) -> {
      Plan full =
          new Plan(
              plan.generation(),
              plan.place(),
              plan.sourced(),
              plan.parent(),
              admitted.contains(host));
      if (!full.equals(progress.written.put(host, full))) {
        changed.add(new Decision(host, full));
      }
    });
    hosts.decide(deployment.project(), deployment.service(), changed);
    if (!changed.isEmpty()) {
      bell.ring();
    }
  }

  private RegionSwarm swarm(
      Deployment deployment, String region, List<Host> members, Progress progress) {
    RegionSwarm swarm = progress.swarms.get(region);
    if (swarm != null && swarm.generation() == deployment.generation()) {
      return swarm;
    }
    Deployment content = progress.content;
    if (content == null || swarm != null) {
      content = deployments.content(deployment);
      progress.content = content;
    }
    int total = (int) PieceDigests.count(content.content().size(), PieceDigests.PIECE_SIZE);
    swarm = new RegionSwarm(deployment.service(), deployment.generation(), total, members);
    progress.swarms.put(region, swarm);
    return swarm;
  }
}
