package io.devq.deploys.replicate;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deployment;
import io.devq.deploys.Region;
import io.devq.deploys.Replica;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuild.Artifact;
import io.devq.deploys.SucceededBuilds;
import io.devq.deploys.store.RegionRows;
import io.devq.deploys.store.ReplicaRows;
import io.devq.jobs.Attempt;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryPolicy.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Sees to it that every artifact gets to every region: one job per copy, at once when a build
/// succeeds or a region is added, and again and again from the tables should a word have been lost.
public final class ReplicationDesk {

  /// The type of the jobs that copy.
  public static final String JOB_TYPE = "devq.replicate";

  /// How many copies are begun in one pass.
  public static final int PASS = 1000;

  /// How far back builds are looked for whose success nobody told.
  public static final Duration LOOK_BACK = Duration.ofDays(1);

  private static final Duration UNTOUCHED = Duration.ofSeconds(15);
  private static final Duration LONGEST_COPY = Duration.ofHours(6);
  private static final RetryPolicy RETRY =
      new RetryPolicy(
          20,
          Backoff.EXPONENTIAL,
          Duration.ofMillis(500),
          Duration.ofMinutes(1),
          0.2,
          JobLimits.LOST_ATTEMPTS);
  private static final JsonMapper JSON = new JsonMapper();

  private final RegionRows regions;
  private final ReplicaRows replicas;
  private final Replication replication;
  private final Jobs jobs;
  private final SucceededBuilds builds;

  private record Payload(String sha256, String region) {}

  /// A desk that hands its work to `jobs` and finds lost builds in `builds`.
  public ReplicationDesk(
      RegionRows regions,
      ReplicaRows replicas,
      Replication replication,
      Jobs jobs,
      SucceededBuilds builds) {
    this.regions = regions;
    this.replicas = replicas;
    this.replication = replication;
    this.jobs = jobs;
    this.builds = builds;
  }

  /// Notes a build and starts what is missing.
  public void buildSucceeded(SucceededBuild build) {
    replicas.note(build);
    startMissing();
  }

  /// Starts the copies that should be and are not known yet.
  ///
  /// @return how many
  public int startMissing() {
    List<Replica> added = replicas.addMissing(PASS);
    submit(added);
    return added.size();
  }

  /// Finds builds nobody told of, copies that are missing, and copies whose job got lost.
  ///
  /// @return how many copies were given a job
  public int repair() {
    builds.recent(LOOK_BACK, PASS).forEach(replicas::note);
    List<Replica> forgotten = replicas.unfinished(UNTOUCHED, PASS);
    submit(forgotten);
    return startMissing() + forgotten.size();
  }

  private void submit(List<Replica> copies) {
    for (Replica copy : copies) {
      String payload = JSON.writeValueAsString(new Payload(copy.sha256().hex(), copy.region()));
      jobs.submit(
          copy.project(),
          JobSpec.of(JOB_TYPE, payload)
              .withUnique("replicate/" + copy.sha256() + "/" + copy.region())
              .withRetry(RETRY)
              .withTimeout(LONGEST_COPY));
    }
  }

  /// Runs one job of type [#JOB_TYPE].
  public @Nullable String handle(Attempt attempt) throws IOException, InterruptedException {
    Payload payload = JSON.readValue(attempt.payload(), Payload.class);
    replication.run(attempt.project(), new Sha256(payload.sha256), payload.region);
    return null;
  }

  /// A build as it was noted.
  ///
  /// @throws Problem `build_not_found`
  public SucceededBuild build(String project, BuildId id) {
    return replicas
        .build(project, id)
        .orElseThrow(() ->
            Problem.notFound(
                "build_not_found", "There is no build " + id + " that has succeeded."));
  }

  /// Whether all artifacts of a build are in all regions.
  ///
  /// @throws Problem `build_not_found`
  public Deployability deployability(String project, BuildId id) {
    SucceededBuild build = build(project, id);
    Set<String> known = known(project);
    return judge(project, build, build.artifacts(), known.stream().sorted().toList(), known);
  }

  /// Whether one artifact of a build is in some regions.
  public Deployability deployability(
      String project, SucceededBuild build, Artifact artifact, List<String> required) {
    return judge(project, build, List.of(artifact), required, known(project));
  }

  /// Whether the artifact of a deployment is where it must be.
  public Deployability deployability(Deployment deployment) {
    SucceededBuild build = build(deployment.project(), deployment.content().build());
    Artifact artifact =
        new Artifact(
            deployment.content().artifact(),
            deployment.content().sha256(),
            deployment.content().size());
    return deployability(deployment.project(), build, artifact, deployment.regions());
  }

  private Deployability judge(
      String project,
      SucceededBuild build,
      List<Artifact> artifacts,
      List<String> required,
      Set<String> known) {
    return Gate.judge(artifacts, required, known, replicas.ofBuild(project, build.id()));
  }

  private Set<String> known(String project) {
    return regions.list(project).stream().map(Region::name).collect(Collectors.toSet());
  }
}
