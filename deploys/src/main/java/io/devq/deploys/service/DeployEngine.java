package io.devq.deploys.service;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.IdSource;
import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.blobs.Blobs;
import io.devq.blobs.PieceDigests;
import io.devq.deploys.DeployRequest;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deployment;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.Deploys;
import io.devq.deploys.Host;
import io.devq.deploys.HostOrders;
import io.devq.deploys.HostReport;
import io.devq.deploys.Region;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.RegionStores;
import io.devq.deploys.Replica;
import io.devq.deploys.ServiceSpec;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuilds;
import io.devq.deploys.file.ServiceFile;
import io.devq.deploys.replicate.Replication;
import io.devq.deploys.replicate.ReplicationDesk;
import io.devq.deploys.rollout.Bell;
import io.devq.deploys.rollout.DeploymentDesk;
import io.devq.deploys.rollout.Rollout;
import io.devq.deploys.store.DeployStore;
import io.devq.deploys.store.DeploymentRows;
import io.devq.deploys.store.HostRows;
import io.devq.deploys.store.HostRows.Filter;
import io.devq.deploys.store.RegionRows;
import io.devq.deploys.store.ReplicaRows;
import io.devq.deploys.store.ServiceRows;
import io.devq.jobs.Handler;
import io.devq.jobs.Jobs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The deployment side of DevQ, running: the door, the handlers of its two job types, and the
/// repair that finds what a crash has left undone.
public final class DeployEngine implements Deploys, Service {

  /// Where the tables come from.
  public static final String MIGRATIONS = "io/devq/deploys/store/migrations";

  /// How often the repair runs.
  public static final Duration REPAIR = Duration.ofSeconds(5);

  /// The longest page of a list.
  public static final int LONGEST_PAGE = 500;

  private final RegionRows regions;
  private final ReplicaRows replicas;
  private final ServiceRows services;
  private final HostRows hosts;
  private final DeploymentRows deployments;
  private final Replication replication;
  private final ReplicationDesk replicationDesk;
  private final DeploymentDesk desk;
  private final Fleet fleet;
  private final Loop repair;

  /// What the engine stands on.
  ///
  /// @param blobs the primary store
  /// @param stores the way to regions
  /// @param builds where succeeded builds are found again
  public record Parts(
      DeployStore tables,
      Jobs jobs,
      Blobs blobs,
      RegionStores stores,
      SucceededBuilds builds,
      TimeSource time) {}

  /// An engine that is not running yet.
  public DeployEngine(Parts parts) {
    Bell bell = new Bell();
    IdSource ids = new IdSource(parts.time);
    regions = parts.tables.regions();
    replicas = parts.tables.replicas();
    services = parts.tables.services();
    hosts = parts.tables.hosts();
    deployments = parts.tables.deployments();
    replication = new Replication(regions, replicas, parts.blobs, parts.stores);
    replicationDesk = new ReplicationDesk(regions, replicas, replication, parts.jobs, parts.builds);
    Rollout rollout =
        new Rollout(deployments, hosts, replicationDesk::deployability, bell, parts.time);
    desk = new DeploymentDesk(deployments, replicationDesk, rollout, parts.jobs, ids, bell);
    fleet = new Fleet(hosts, parts.tables.goals(), regions, bell, ids, parts.time);
    repair = new Loop("deploys-repair", this::repair);
  }

  /// The handlers of the engine's job types, to be registered with the jobs engine.
  public Map<String, Handler> handlers() {
    return Map.of(
        ReplicationDesk.JOB_TYPE, replicationDesk::handle, DeploymentDesk.JOB_TYPE, desk::handle);
  }

  private Duration repair() {
    replicationDesk.repair();
    desk.repair();
    return REPAIR;
  }

  @Override
  public void start() {
    repair.start();
  }

  @Override
  public void stop() {
    repair.stop();
  }

  @Override
  public void buildSucceeded(SucceededBuild build) {
    replicationDesk.buildSucceeded(build);
  }

  @Override
  public Deployability deployability(String project, BuildId build) {
    return replicationDesk.deployability(project, build);
  }

  @Override
  public List<Replica> replicas(String project, BuildId build) {
    return replicas.ofBuild(project, build);
  }

  @Override
  public Region putRegion(String project, RegionAccess access) {
    regions.put(project, access);
    replicationDesk.startMissing();
    return regions.list(project).stream()
        .filter(region -> region.name().equals(access.name()))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("region_not_found", "It was removed meanwhile."));
  }

  @Override
  public List<Region> regions(String project) {
    return regions.list(project);
  }

  @Override
  public RegionAccess regionAccess(String project, String name) {
    return regions.access(project, name);
  }

  @Override
  public void deleteRegion(String project, String name) {
    regions.delete(project, name);
  }

  @Override
  public ServiceSpec putService(String project, String file) {
    ServiceSpec spec = ServiceFile.parse(file);
    services.put(project, spec.name(), file);
    return spec;
  }

  @Override
  public List<ServiceSpec> services(String project) {
    return services.list(project).stream().map(ServiceFile::parse).toList();
  }

  @Override
  public ServiceSpec service(String project, String name) {
    return ServiceFile.parse(services.file(project, name));
  }

  @Override
  public void deleteService(String project, String name) {
    services.delete(project, name);
  }

  @Override
  public HostId registerHost(
      String project, String name, String region, String environment, List<String> services) {
    return fleet.register(project, name, region, environment, services);
  }

  @Override
  public HostOrders sync(String project, HostId host, HostReport report, Duration hold)
      throws InterruptedException {
    return fleet.sync(project, host, report, hold);
  }

  @Override
  public List<Host> hosts(String project) {
    return hosts.list(project, Filter.ALL, 0);
  }

  @Override
  public void deleteHost(String project, HostId host) {
    hosts.delete(project, host);
  }

  @Override
  public PieceDigests pieces(String project, Sha256 sha256) {
    return replication.pieces(project, sha256);
  }

  @Override
  public Deployment deploy(String project, DeployRequest request) {
    Optional<Deployment> before = desk.before(project, request);
    if (before.isPresent()) {
      return before.get();
    }
    String service = request.service();
    String file = services.file(project, service);
    ServiceSpec spec = ServiceFile.parse(file);
    String chosen = DeploymentDesk.environment(spec, request.environment());
    List<String> wanted = wanted(project, spec, chosen);
    DeploymentDesk.Wish wish =
        new DeploymentDesk.Wish(project, spec, file, chosen, wanted, request);
    Deployment.Content content = desk.content(wish);
    if (hosts.list(project, new Filter(chosen, service, wanted), 0).isEmpty()) {
      throw Problem.conflict(
          "no_hosts",
          "No host of the regions "
              + String.join(", ", wanted)
              + " takes \""
              + service
              + "\" in \""
              + chosen
              + "\"; start one with `devq agent`.");
    }
    return desk.start(wish, content);
  }

  private List<String> wanted(String project, ServiceSpec spec, String environment) {
    ServiceSpec.Environment found = spec.environments().get(environment);
    List<String> named = found == null ? List.of() : found.regions();
    List<String> wanted =
        named.isEmpty() ? regions.list(project).stream().map(Region::name).toList() : named;
    if (wanted.isEmpty()) {
      throw Problem.conflict("no_regions", "There is no region; add one first.");
    }
    return wanted;
  }

  @Override
  public Deployment deployment(String project, DeploymentId id) {
    return desk.find(project, id);
  }

  @Override
  public List<Deployment> deployments(
      String project, @Nullable String service, Optional<DeploymentId> before, int limit) {
    if (limit < 1 || limit > LONGEST_PAGE) {
      throw Problem.invalid("invalid_limit", "A page has 1 to " + LONGEST_PAGE + " deployments.");
    }
    return deployments.list(project, service, before.orElse(null), limit);
  }

  @Override
  public List<Host> deploymentHosts(String project, DeploymentId id) {
    Deployment found = desk.find(project, id);
    Filter filter = new Filter(found.environment(), found.service(), found.regions());
    return hosts.list(project, filter, found.generation());
  }

  @Override
  public Deployment pause(String project, DeploymentId id, String by) {
    return desk.pause(project, id, by);
  }

  @Override
  public Deployment resume(String project, DeploymentId id, String by) {
    return desk.resume(project, id);
  }

  @Override
  public Deployment abort(String project, DeploymentId id, String by) {
    return desk.abort(project, id, by);
  }

  @Override
  public Deployment rollback(String project, DeploymentId id, String by) {
    Deployment found = desk.find(project, id);
    if (found.state() != DeploymentState.SUCCEEDED) {
      return desk.turnRound(project, id, by);
    }
    Deployment good = desk.goodBefore(found);
    return deploy(
        project,
        DeployRequest.of(found.service(), found.environment(), good.content().build(), by));
  }
}
