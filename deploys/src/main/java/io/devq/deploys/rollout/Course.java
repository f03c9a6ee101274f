package io.devq.deploys.rollout;

import io.devq.base.HostId;
import io.devq.deploys.Deployment;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Standing;
import io.devq.deploys.HostState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides what comes next in a deployment, from the deployment and its hosts as they are. Pure:
/// the same picture gives the same decision, so that a crash between two decisions loses nothing.
///
/// Downloading is never limited; only switching is, to `maxUnavailable` hosts at a time. Hosts that
/// are silent and were not admitted hold nothing up: they follow the goal when they come back.
public final class Course {

  /// A deployment in which nothing happens for this long has failed.
  public static final Duration PROGRESS = Duration.ofMinutes(10);

  private final Deployment deployment;
  private final List<Host> hosts;

  /// A picture: a deployment and the hosts it is for.
  public Course(Deployment deployment, List<Host> hosts) {
    this.deployment = deployment;
    this.hosts = hosts;
  }

  /// What comes next.
  public Decision decide() {
    return switch (deployment.state()) {
      case WAITING, PAUSED, SUCCEEDED, ROLLED_BACK, ABORTED, FAILED -> Decision.stay();
      case DISTRIBUTING -> distribute();
      case ROLLING -> roll();
      case BAKING -> bake();
      case ROLLING_BACK -> rollBack();
    };
  }

  private Decision distribute() {
    Optional<String> failure = failure();
    if (failure.isPresent()) {
      return Decision.go(DeploymentState.ROLLING_BACK, failure.get());
    }
    List<Host> reachable = hosts.stream().filter(Host::reachable).toList();
    if (!reachable.isEmpty() && reachable.stream().allMatch(host -> state(host).hasArtifact())) {
      return Decision.go(DeploymentState.ROLLING, null);
    }
    return orStuck();
  }

  private Decision roll() {
    Optional<String> failure = failure();
    if (failure.isPresent()) {
      return Decision.go(DeploymentState.ROLLING_BACK, failure.get());
    }
    if (allHealthy()) {
      boolean bakes = deployment.strategy().bake().isPositive();
      return Decision.go(bakes ? DeploymentState.BAKING : DeploymentState.SUCCEEDED, null);
    }
    List<HostId> admit = admissible(false);
    return admit.isEmpty() ? orStuck() : Decision.admit(admit);
  }

  private Decision bake() {
    Optional<String> failure = failure();
    if (failure.isPresent()) {
      return Decision.go(DeploymentState.ROLLING_BACK, failure.get());
    }
    if (!allHealthy()) {
      return Decision.go(DeploymentState.ROLLING, "A host is no longer healthy.");
    }
    return deployment.times().inState().compareTo(deployment.strategy().bake()) >= 0
        ? Decision.go(DeploymentState.SUCCEEDED, null)
        : Decision.stay();
  }

  /// Going back does not stop at a host that fails: the others still go back.
  private Decision rollBack() {
    boolean allDone =
        hosts.stream()
            .filter(Host::reachable)
            .allMatch(h -> state(h) == HostState.HEALTHY || state(h) == HostState.FAILED);
    if (allDone && hosts.stream().anyMatch(Host::reachable)) {
      Optional<String> failure = failure();
      if (failure.isPresent()) {
        return Decision.go(
            DeploymentState.FAILED, deployment.reason() + " Going back failed: " + failure.get());
      }
      DeploymentState ending = deployment.ending();
      return Decision.go(
          ending == null ? DeploymentState.ROLLED_BACK : ending, deployment.reason());
    }
    List<HostId> admit = admissible(true);
    if (!admit.isEmpty()) {
      return Decision.admit(admit);
    }
    return deployment.times().quiet().compareTo(PROGRESS) > 0
        ? Decision.go(DeploymentState.FAILED, deployment.reason() + " Going back got stuck.")
        : Decision.stay();
  }

  private Decision orStuck() {
    return deployment.times().quiet().compareTo(PROGRESS) > 0
        ? Decision.go(
            DeploymentState.ROLLING_BACK,
            "Nothing has happened for " + PROGRESS.toMinutes() + " minutes.")
        : Decision.stay();
  }

  private boolean allHealthy() {
    List<Host> counted =
        hosts.stream().filter(host -> host.reachable() || isAdmitted(host)).toList();
    return !counted.isEmpty()
        && counted.stream().allMatch(host -> host.reachable() && state(host) == HostState.HEALTHY);
  }

  /// Hosts that may switch now without more than `maxUnavailable` of them being away. When going
  /// back, a host that is not healthy anyway does not wait for its turn.
  private List<HostId> admissible(boolean goingBack) {
    int room = deployment.strategy().maxUnavailable().of(hosts.size());
    room -= (int) hosts.stream().filter(h -> isAdmitted(h) && away(h)).count();
    List<HostId> admit = new ArrayList<>();
    for (Host host : hosts) {
      if (!host.reachable() || isAdmitted(host) || state(host) != HostState.VERIFIED) {
        continue;
      }
      boolean brokenAnyway = goingBack && !runsSomething(host);
      if (brokenAnyway || room > 0) {
        admit.add(host.id());
        room -= brokenAnyway ? 0 : 1;
      }
    }
    return admit;
  }

  private boolean away(Host host) {
    return !host.reachable()
        || (state(host) != HostState.HEALTHY && state(host) != HostState.FAILED);
  }

  private boolean runsSomething(Host host) {
    Standing standing = host.standing(deployment.service());
    return standing != null && standing.active() != null;
  }

  private boolean isAdmitted(Host host) {
    Standing standing = host.standing(deployment.service());
    Host.Plan plan = standing == null ? null : standing.plan();
    return plan != null && plan.generation() == deployment.generation() && plan.admitted();
  }

  private HostState state(Host host) {
    Standing standing = host.standing(deployment.service());
    return standing == null || standing.generation() < deployment.generation()
        ? HostState.IDLE
        : standing.state();
  }

  private Optional<String> failure() {
    return hosts.stream()
        .filter(host -> state(host) == HostState.FAILED)
        .findFirst()
        .map(this::words);
  }

  private String words(Host host) {
    Standing standing = host.standing(deployment.service());
    return standing == null
        ? ""
        : "Host " + host.name() + " failed at " + standing.stage() + ": " + standing.reason();
  }
}
