package io.devq.server;

import io.devq.base.IdSource;
import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.blobs.Blobs;
import io.devq.builds.Build;
import io.devq.builds.Builds;
import io.devq.builds.flow.BuildHandler;
import io.devq.builds.flow.BuildJobs;
import io.devq.builds.flow.BuildSweep;
import io.devq.builds.flow.StoredBuilds;
import io.devq.builds.source.GitSources;
import io.devq.builds.store.BuildStore;
import io.devq.database.Database;
import io.devq.deploys.Deploys;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.service.DeployEngine;
import io.devq.deploys.store.DeployStore;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import io.devq.server.regions.HttpRegions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The three engines on one database: jobs, and on them builds and deployments.
final class Engines implements Service {

  /// Where their tables come from, in the order of their versions.
  static final List<String> MIGRATIONS =
      List.of("io/devq/jobs/store/migrations", BuildStore.MIGRATIONS, DeployEngine.MIGRATIONS);

  private final JobEngine jobs;
  private final StoredBuilds builds;
  private final DeployEngine deploys;
  private final Loop sweep;
  private final HttpRegions regions = new HttpRegions();

  Engines(Database database, Blobs blobs, Path data, EngineSettings settings, TimeSource time) {
    jobs =
        new JobEngine(
            Stores.of(database),
            settings,
            time,
            new BlobLogVault(blobs),
            new BlobContentVault(blobs));
    BuildStore store = BuildStore.of(database);
    GitSources sources = new GitSources(data.resolve("sources"));
    builds = new StoredBuilds(store, jobs, sources, new IdSource(time));
    deploys =
        new DeployEngine(
            new DeployEngine.Parts(
                DeployStore.of(database),
                jobs,
                blobs,
                regions,
                (age, limit) -> builds.succeeded(age, limit).stream().map(Engines::word).toList(),
                time));
    sweep = new Loop("devq-builds", new BuildSweep(store, jobs));
    jobs.handle("noop", _ -> null);
    jobs.handle(
        BuildJobs.BUILD,
        new BuildHandler(
            store, jobs, sources, blobs, build -> deploys.buildSucceeded(word(build))));
    deploys.handlers().forEach(jobs::handle);
  }

  /// What deployments need to know of a build.
  private static SucceededBuild word(Build build) {
    return new SucceededBuild(
        build.project(),
        build.id(),
        build.what().repository(),
        build.number(),
        Objects.requireNonNull(build.what().commit(), "a build that succeeded has a commit"),
        build.artifacts().stream()
            .map(a -> new SucceededBuild.Artifact(a.name(), a.blob().sha256(), a.blob().size()))
            .toList());
  }

  JobEngine jobs() {
    return jobs;
  }

  Builds builds() {
    return builds;
  }

  Deploys deploys() {
    return deploys;
  }

  @Override
  public void start() {
    jobs.start();
    sweep.start();
    deploys.start();
  }

  @Override
  public void stop() {
    deploys.stop();
    sweep.stop();
    jobs.stop();
    regions.close();
  }
}
