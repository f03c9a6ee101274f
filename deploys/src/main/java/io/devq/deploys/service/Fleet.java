package io.devq.deploys.service;

import io.devq.base.HostId;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.deploys.DeployNames;
import io.devq.deploys.HostOrders;
import io.devq.deploys.HostOrders.Goal;
import io.devq.deploys.HostReport;
import io.devq.deploys.rollout.Bell;
import io.devq.deploys.store.GoalRows;
import io.devq.deploys.store.HostRows;
import io.devq.deploys.store.RegionRows;
import java.time.Duration;
import java.util.List;

/// The hosts: who they are, what they say, what they are told.
final class Fleet {

  /// The longest time an answer is held back.
  static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

  /// How often it is looked whether another process has decided something.
  static final Duration LOOK = Duration.ofMillis(500);

  private final HostRows hosts;
  private final GoalRows goals;
  private final RegionRows regions;
  private final Bell bell;
  private final IdSource ids;
  private final TimeSource time;

  Fleet(
      HostRows hosts,
      GoalRows goals,
      RegionRows regions,
      Bell bell,
      IdSource ids,
      TimeSource time) {
    this.hosts = hosts;
    this.goals = goals;
    this.regions = regions;
    this.bell = bell;
    this.ids = ids;
    this.time = time;
  }

  HostId register(
      String project, String name, String region, String environment, List<String> services) {
    DeployNames.check("/name", name);
    DeployNames.check("/environment", environment);
    services.forEach(service -> DeployNames.check("/services", service));
    if (services.size() > HostReport.MOST_SERVICES) {
      throw Problem.invalid(
          "too_many_services",
          "A host takes at most " + HostReport.MOST_SERVICES + " services.",
          "/services");
    }
    regions.access(project, region);
    return hosts.register(project, new HostId(ids.next()), name, region, environment, services);
  }

  HostOrders sync(String project, HostId host, HostReport report, Duration hold)
      throws InterruptedException {
    if (report.held().size() > HostReport.MOST_SERVICES) {
      throw Problem.invalid(
          "too_many_services",
          "A host reports at most " + HostReport.MOST_SERVICES + " services.",
          "/held");
    }
    long rung = bell.count();
    hosts.heard(project, host, report);
    String region = hosts.region(project, host);
    long longest = Math.min(hold.toNanos(), LONGEST_HOLD.toNanos());
    long until = time.nanos() + longest;
    while (true) {
      HostOrders orders = orders(project, host, region);
      long left = until - time.nanos();
      if (!orders.version().equals(report.seen()) || left <= 0) {
        return orders;
      }
      bell.await(rung, Duration.ofNanos(Math.min(left, LOOK.toNanos())));
      rung = bell.count();
    }
  }

  private HostOrders orders(String project, HostId host, String region) {
    List<Goal> found = goals.of(project, host);
    return new HostOrders(region, found, found.stream().allMatch(Goal::settled));
  }
}
