package io.devq.deploys.store;

import io.devq.database.Database;

/// All tables of this module.
public record DeployStore(
    RegionRows regions,
    ReplicaRows replicas,
    ServiceRows services,
    HostRows hosts,
    GoalRows goals,
    DeploymentRows deployments) {

  /// The tables in `database`.
  public static DeployStore of(Database database) {
    return new DeployStore(
        new RegionRows(database),
        new ReplicaRows(database),
        new ServiceRows(database),
        new HostRows(database),
        new GoalRows(database),
        new DeploymentRows(database));
  }
}
