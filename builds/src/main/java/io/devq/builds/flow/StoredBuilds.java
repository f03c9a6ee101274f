package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.base.Failpoint;
import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.blobs.Blob;
import io.devq.builds.Artifact;
import io.devq.builds.Build;
import io.devq.builds.BuildFilter;
import io.devq.builds.BuildLimits;
import io.devq.builds.BuildRequest;
import io.devq.builds.BuildState;
import io.devq.builds.Builds;
import io.devq.builds.NewRepository;
import io.devq.builds.Repository;
import io.devq.builds.StepState;
import io.devq.builds.Trigger;
import io.devq.builds.pipeline.PipelineSchema;
import io.devq.builds.source.Sources;
import io.devq.builds.store.ArtifactRows;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildRows;
import io.devq.builds.store.BuildStore;
import io.devq.builds.store.StepRow;
import io.devq.jobs.Jobs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds in a database, taken on their way by jobs of the engine.
public final class StoredBuilds implements Builds {

  private final BuildStore store;
  private final Jobs engine;
  private final BuildJobs jobs;
  private final BuildReader reader;
  private final IdSource ids;
  private final Registration registration;

  /// Builds in `store` that run on `engine`.
  public StoredBuilds(BuildStore store, Jobs engine, Sources sources, IdSource ids) {
    this.store = store;
    this.engine = engine;
    this.jobs = new BuildJobs(engine);
    this.reader = new BuildReader(store, jobs);
    this.ids = ids;
    this.registration = new Registration(store.repositories(), sources);
  }

  @Override
  public Repository register(String project, NewRepository repository) {
    return registration.register(project, repository);
  }

  @Override
  public String pipelineSchema() {
    return PipelineSchema.json();
  }

  @Override
  public List<Repository> repositories(String project) {
    return store.repositories().list(project);
  }

  @Override
  public Optional<Repository> repository(String project, String name) {
    return store.repositories().find(project, name);
  }

  @Override
  public void deleteRepository(String project, String name, String by) {
    if (!store.repositories().delete(project, name)) {
      throw unknownRepository(name);
    }
    store.builds().underWay(project, name).forEach(build -> cancel(project, build, by));
  }

  private static Problem unknownRepository(String name) {
    return Problem.notFound(
        "unknown_repository", "There is no repository \"" + name + "\" here; register it first.");
  }

  @Override
  public BuildId request(String project, BuildRequest request) {
    Repository repository =
        repository(project, request.repository())
            .orElseThrow(() -> unknownRepository(request.repository()));
    boolean named = request.commit() != null || request.tag() != null || request.branch() != null;
    return request(
        project,
        request,
        repository.source(),
        named ? request.branch() : repository.branch(),
        null);
  }

  private BuildId request(
      String project,
      BuildRequest request,
      String source,
      @Nullable String branch,
      @Nullable BuildId rerunOf) {
    BuildId id = new BuildId(ids.next());
    JobId job = new JobId(ids.next());
    String delivery = request.delivery() == null ? id.text() : "key:" + request.delivery();
    BuildId stored =
        store
            .builds()
            .insert(
                new BuildRows.Asked(id, job, project, request, delivery, source, branch, rerunOf));
    if (stored.equals(id)) {
      Failpoint.pass("build.before-submit");
      jobs.submitBuild(project, id, job);
      Failpoint.pass("build.after-submit");
    }
    return stored;
  }

  @Override
  public Optional<Build> build(String project, BuildId id) {
    return store
        .builds()
        .find(project, id)
        .map(row -> reader.read(project, List.of(row)).getFirst());
  }

  @Override
  public List<Build> builds(
      String project, BuildFilter filter, @Nullable BuildId cursor, int limit) {
    return reader.read(project, store.builds().list(project, filter, cursor, bounded(limit)));
  }

  private static int bounded(int limit) {
    return Math.clamp(limit, 1, BuildLimits.PAGE);
  }

  @Override
  public List<Build> succeeded(Duration age, int limit) {
    return store.builds().succeeded(age, bounded(limit)).stream()
        .map(row -> reader.read(row.project(), List.of(row)).getFirst())
        .toList();
  }

  private BuildRow require(String project, BuildId id) {
    return store
        .builds()
        .find(project, id)
        .orElseThrow(() -> Problem.notFound("unknown_build", "There is no build " + id + " here."));
  }

  @Override
  public void cancel(String project, BuildId id, String by) {
    BuildRow build = require(project, id);
    if (build.state().isFinal()) {
      return;
    }
    store.builds().askCancel(project, id, by);
    Failpoint.pass("build.cancel-asked");
    boolean ended =
        build.state() == BuildState.QUEUED
            && store.builds().move(build, BuildState.CANCELLED, "Cancelled by " + by + ".");
    if (!ended) {
      // its own job does the rest and would do this too, a second later
      for (StepRow step : store.steps().list(project, List.of(id))) {
        if (step.state() == StepState.SUBMITTED) {
          jobs.cancel(project, step.job(), by);
        }
      }
    }
  }

  @Override
  public BuildId rerun(String project, BuildId id, @Nullable String delivery) {
    BuildRow old = require(project, id);
    if (!old.state().isFinal()) {
      throw Problem.conflict(
          "not_finished",
          "The build is " + old.state() + "; wait for its end, or cancel it first.");
    }
    Build.What what = old.what();
    return request(
        project,
        new BuildRequest(
            what.repository(),
            what.commit(),
            what.branch(),
            what.tag(),
            Trigger.RERUN,
            delivery == null ? null : id + ":" + delivery),
        what.source(),
        what.branch(),
        id);
  }

  @Override
  public void requireStorable(String project, RunId run, int attempt, String name) {
    String _ = Artifact.checkName(name);
    store.artifacts().requireOpen(project, run);
    engine.workers().requireCurrent(run, attempt);
  }

  @Override
  public Artifact artifactStored(String project, RunId run, int attempt, String name, Blob blob) {
    String _ = Artifact.checkName(name);
    engine.workers().requireCurrent(run, attempt);
    Failpoint.pass("artifact.before-record");
    Artifact artifact = store.artifacts().put(project, run, attempt, name, blob);
    Failpoint.pass("artifact.after-record");
    return artifact;
  }

  @Override
  public List<Artifact> artifacts(String project, BuildId id) {
    BuildRow build = require(project, id);
    return store.artifacts().list(project, List.of(build.id())).stream()
        .map(ArtifactRows.OfBuild::artifact)
        .toList();
  }

  @Override
  public Optional<Artifact> artifact(String project, BuildId id, String name) {
    return store.artifacts().find(project, id, name);
  }
}
