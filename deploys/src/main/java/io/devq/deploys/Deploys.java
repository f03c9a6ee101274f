package io.devq.deploys;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.blobs.PieceDigests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one door to deployments. A command that returns is durable. Everything belongs to a project;
/// what lives in another one is not found.
public interface Deploys {

  /// Takes note of a build whose artifacts are stored, and starts their replication to all regions.
  /// May be told twice.
  void buildSucceeded(SucceededBuild build);

  /// Whether the build's artifacts are in all regions, verified.
  ///
  /// @throws Problem `build_not_found`
  Deployability deployability(String project, BuildId build);

  /// The copies of a build's artifacts.
  List<Replica> replicas(String project, BuildId build);

  /// Adds a region, or changes the address of one, and starts to fill it.
  Region putRegion(String project, RegionAccess access);

  /// All regions, by name.
  List<Region> regions(String project);

  /// How to reach a region.
  ///
  /// @throws Problem `region_not_found`
  RegionAccess regionAccess(String project, String name);

  /// Forgets a region; what its relay holds stays there.
  ///
  /// @throws Problem `region_not_found`, `region_in_use`
  void deleteRegion(String project, String name);

  /// Adds or replaces a service from its file.
  ///
  /// @throws Problem `invalid_service_file` naming line and column
  ServiceSpec putService(String project, String file);

  /// All services, by name.
  List<ServiceSpec> services(String project);

  /// A service.
  ///
  /// @throws Problem `service_not_found`
  ServiceSpec service(String project, String name);

  /// Forgets a service; what runs on hosts goes on running.
  ///
  /// @throws Problem `service_not_found`, `deployment_active`
  void deleteService(String project, String name);

  /// Adds a host, or takes note of one that starts again under its name.
  ///
  /// @param services the services it takes; empty for all
  /// @throws Problem `region_not_found`
  HostId registerHost(
      String project, String name, String region, String environment, List<String> services);

  /// Takes a host's report and answers with what it should have: at once when that is not what the
  /// host has seen last, else when something changes, at the latest after `hold`.
  ///
  /// @throws Problem `host_not_found`
  HostOrders sync(String project, HostId host, HostReport report, Duration hold)
      throws InterruptedException;

  /// Hosts by region and name, with where they stand.
  List<Host> hosts(String project);

  /// Forgets a host.
  ///
  /// @throws Problem `host_not_found`
  void deleteHost(String project, HostId host);

  /// The digests of an artifact's pieces of 1 MiB.
  ///
  /// @throws Problem `blob_not_found`
  PieceDigests pieces(String project, Sha256 sha256);

  /// Starts a deployment. Asked again with the same key, answers with the one it started then.
  ///
  /// @throws Problem `not_deployable` naming what is missing, `deployment_active`, `no_hosts`,
  ///   `artifact_not_found`, `artifact_ambiguous`, `idempotency_key_reused`
  Deployment deploy(String project, DeployRequest request);

  /// A deployment.
  ///
  /// @throws Problem `deployment_not_found`
  Deployment deployment(String project, DeploymentId id);

  /// Deployments, newest first.
  ///
  /// @param service null for all
  List<Deployment> deployments(
      String project, @Nullable String service, Optional<DeploymentId> before, int limit);

  /// The hosts a deployment is for, with where they stand.
  List<Host> deploymentHosts(String project, DeploymentId id);

  /// Stops admitting hosts.
  Deployment pause(String project, DeploymentId id, String by);

  /// Goes on.
  Deployment resume(String project, DeploymentId id, String by);

  /// Ends it; hosts that have switched go back.
  Deployment abort(String project, DeploymentId id, String by);

  /// Takes the hosts back to the last good build: one under way turns round; for one that has
  /// succeeded a new deployment of the good build before it is started and answered.
  ///
  /// @throws Problem `nothing_to_roll_back_to`
  Deployment rollback(String project, DeploymentId id, String by);
}
