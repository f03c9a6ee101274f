package io.devq.deploys.rollout;

import io.devq.base.DeploymentId;
import io.devq.base.Durations;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.deploys.DeployRequest;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deployability.Missing;
import io.devq.deploys.Deployment;
import io.devq.deploys.Deployment.Content;
import io.devq.deploys.DeploymentState;
import io.devq.deploys.ServiceSpec;
import io.devq.deploys.ServiceSpec.Environment;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuild.Artifact;
import io.devq.deploys.replicate.ReplicationDesk;
import io.devq.deploys.store.DeploymentRows;
import io.devq.deploys.store.DeploymentRows.Move;
import io.devq.jobs.Attempt;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryPolicy.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Starts deployments and takes what people say to them. Each is driven by one durable job.
public final class DeploymentDesk {

  /// The type of the jobs that drive deployments.
  public static final String JOB_TYPE = "devq.deploy";

  /// How many deployments may be under way at once.
  public static final int MOST_ACTIVE = 1000;

  private static final RetryPolicy RETRY =
      new RetryPolicy(
          1000,
          Backoff.EXPONENTIAL,
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          0.2,
          JobLimits.LOST_ATTEMPTS);
  private static final int MOVE_TRIES = 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final DeploymentRows deployments;
  private final ReplicationDesk replication;
  private final Rollout rollout;
  private final Jobs jobs;
  private final IdSource ids;
  private final Bell bell;

  private record Payload(String deployment) {}

  /// What somebody asks for.
  ///
  /// @param file the service file as it is now
  /// @param regions where to, all known
  public record Wish(
      String project,
      ServiceSpec spec,
      String file,
      String environment,
      List<String> regions,
      DeployRequest request) {}

  /// A desk.
  public DeploymentDesk(
      DeploymentRows deployments,
      ReplicationDesk replication,
      Rollout rollout,
      Jobs jobs,
      IdSource ids,
      Bell bell) {
    this.deployments = deployments;
    this.replication = replication;
    this.rollout = rollout;
    this.jobs = jobs;
    this.ids = ids;
    this.bell = bell;
  }

  /// The environment meant.
  ///
  /// @throws Problem `environment_not_found`
  public static String environment(ServiceSpec spec, @Nullable String asked) {
    if (asked == null && spec.environments().size() == 1) {
      return spec.environments().keySet().iterator().next();
    }
    Environment found = asked == null ? null : spec.environments().get(asked);
    if (asked == null || found == null) {
      throw Problem.invalid(
          "environment_not_found",
          "Name one of the environments of \""
              + spec.name()
              + "\": "
              + String.join(", ", spec.environments().keySet())
              + ".",
          "/environment");
    }
    return asked;
  }

  /// The deployment that this request has started before, if it has.
  ///
  /// @throws Problem `idempotency_key_reused` when it asked for another one
  public Optional<Deployment> before(String project, DeployRequest request) {
    String key = request.key();
    if (key == null) {
      return Optional.empty();
    }
    Optional<Deployment> found = deployments.byKey(project, key);
    boolean other =
        found
            .filter(d ->
                !d.service().equals(request.service())
                    || !d.content().build().equals(request.build()))
            .isPresent();
    if (other) {
      throw Problem.of(
          Problem.Kind.UNPROCESSABLE,
          "idempotency_key_reused",
          "This key was used for another deployment; use a new one.");
    }
    return found;
  }

  /// What a wish comes to, if the gate is open for it.
  ///
  /// @throws Problem `not_deployable`, `artifact_not_found` and others
  public Content content(Wish wish) {
    SucceededBuild build = replication.build(wish.project, wish.request.build());
    if (!build.repository().equals(wish.spec.repository())) {
      throw Problem.conflict(
          "wrong_repository",
          "The service takes builds of \""
              + wish.spec.repository()
              + "\"; this build is of \""
              + build.repository()
              + "\".");
    }
    Artifact artifact = ArtifactChoice.choose(wish.spec.artifact(), build.artifacts());
    insist(replication.deployability(wish.project, build, artifact, wish.regions));
    return new Content(wish.request.build(), artifact.name(), artifact.sha256(), artifact.size());
  }

  /// Starts a deployment.
  ///
  /// @throws Problem `deployment_active`
  public Deployment start(Wish wish, Content content) {
    DeploymentId id = new DeploymentId(ids.next());
    deployments.insert(
        new DeploymentRows.New(
            wish.project,
            id,
            wish.spec.name(),
            wish.environment,
            content,
            wish.file,
            wish.regions,
            wish.request.by(),
            wish.request.key()));
    submit(new DeploymentRows.Key(wish.project, id));
    return find(wish.project, id);
  }

  private static void insist(Deployability deployability) {
    if (!deployability.yes()) {
      throw Problem.conflict(
          "not_deployable",
          "The build is not in every region yet. Missing: "
              + deployability.missing().stream()
                  .map(DeploymentDesk::words)
                  .collect(Collectors.joining("; "))
              + ". Try again when they are there.");
    }
  }

  private static String words(Missing missing) {
    String reason = missing.reason();
    String plain = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    return missing.region() + " (" + missing.state() + ": " + plain + ")";
  }

  private void submit(DeploymentRows.Key key) {
    jobs.submit(
        key.project(),
        JobSpec.of(JOB_TYPE, JSON.writeValueAsString(new Payload(key.id().text())))
            .withUnique("deploy/" + key.id())
            .withRetry(RETRY)
            .withTimeout(Durations.LONGEST));
  }

  /// Gives every deployment that is under way its job again, should it have been lost.
  ///
  /// @return how many are under way
  public int repair() {
    List<DeploymentRows.Key> active = deployments.active(MOST_ACTIVE);
    active.forEach(this::submit);
    return active.size();
  }

  /// Runs one job of type [#JOB_TYPE].
  public @Nullable String handle(Attempt attempt) throws InterruptedException {
    Payload payload = JSON.readValue(attempt.payload(), Payload.class);
    return rollout
        .run(attempt.project(), DeploymentId.parse(payload.deployment))
        .map(ended -> JSON.writeValueAsString(ended.state().name()))
        .orElse(null);
  }

  /// A deployment.
  ///
  /// @throws Problem `deployment_not_found`
  public Deployment find(String project, DeploymentId id) {
    return deployments
        .find(project, id)
        .orElseThrow(
            () -> Problem.notFound("deployment_not_found", "There is no deployment " + id + "."));
  }

  /// Tries a change again while the deployment moves on under it.
  private Deployment change(String project, DeploymentId id, Change change) {
    for (int i = 0; i < MOVE_TRIES; i++) {
      if (change.apply(find(project, id))) {
        bell.ring();
        return find(project, id);
      }
    }
    throw Problem.conflict("deployment_moves", "The deployment keeps changing; try again.");
  }

  @FunctionalInterface
  private interface Change {
    /// False when the deployment was no longer as it was read.
    boolean apply(Deployment deployment);
  }

  /// Stops admitting hosts.
  public Deployment pause(String project, DeploymentId id, String by) {
    return change(
        project,
        id,
        d ->
            d.state() == DeploymentState.PAUSED
                || deployments.move(
                    d, new Move(DeploymentState.PAUSED, d.state(), null, "Paused by " + by + ".")));
  }

  /// Goes on where it was paused.
  ///
  /// @throws Problem `not_paused`
  public Deployment resume(String project, DeploymentId id) {
    return change(
        project,
        id,
        d -> {
          DeploymentState from = d.pausedFrom();
          if (d.state() != DeploymentState.PAUSED || from == null) {
            throw Problem.conflict(
                "not_paused", "The deployment is " + d.state() + ", not PAUSED.");
          }
          return deployments.move(d, Move.to(from, null));
        });
  }

  /// Ends it; hosts go back to what was good before.
  public Deployment abort(String project, DeploymentId id, String by) {
    return change(
        project,
        id,
        d -> {
          String reason = "Aborted by " + by + ".";
          if (d.state() == DeploymentState.ABORTED) {
            return true;
          }
          DeploymentState.LAW.check(d.state(), DeploymentState.ABORTED);
          if (d.state() == DeploymentState.ROLLING_BACK) {
            throw Problem.conflict(
                "illegal_transition", "The deployment goes back already; wait for it.");
          }
          return d.generation() == 0
              ? deployments.move(d, Move.to(DeploymentState.ABORTED, reason))
              : rollout.goBack(d, DeploymentState.ABORTED, reason);
        });
  }

  /// Turns a deployment under way round.
  public Deployment turnRound(String project, DeploymentId id, String by) {
    return change(
        project,
        id,
        d -> {
          DeploymentState.LAW.check(d.state(), DeploymentState.ROLLING_BACK);
          return rollout.goBack(d, DeploymentState.ROLLED_BACK, "Rolled back by " + by + ".");
        });
  }

  /// The good deployment before one that has succeeded.
  ///
  /// @throws Problem `nothing_to_roll_back_to`
  public Deployment goodBefore(Deployment succeeded) {
    return deployments
        .goodBefore(succeeded)
        .orElseThrow(() ->
            Problem.conflict(
                "nothing_to_roll_back_to",
                "No other build was deployed here with success before this one."));
  }
}
