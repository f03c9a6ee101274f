package io.devq.builds.flow;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.BuildId;
import io.devq.base.IdSource;
import io.devq.base.TimeSource;
import io.devq.blobs.Expected;
import io.devq.blobs.files.FileBlobs;
import io.devq.builds.Build;
import io.devq.builds.source.GitSources;
import io.devq.builds.store.BuildStore;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.jobs.Attempt;
import io.devq.jobs.Handler;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A process's worth of DevQ, all of it real: engine, builds, and a handler of steps in place of a
/// runner.
final class Node implements AutoCloseable {

  static final String PROJECT = "default";

  // dead processes are found dead soon
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          "local",
          null,
          true,
          100,
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(5));

  private final HikariDataSource pool;
  private final FileBlobs blobs;
  final JobEngine engine;
  final StoredBuilds builds;
  final BuildSweep sweep;
  final BlockingQueue<Build> announced = new LinkedBlockingQueue<>();

  /// Where the database is.
  record At(String url, String user, String password) {}

  Node(At database, Path folder, @Nullable Handler steps) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url);
    config.setUsername(database.user);
    config.setPassword(database.password);
    config.setSchema("devq");
    config.setMaximumPoolSize(12);
    pool = new HikariDataSource(config);
    int _ =
        Migrations.apply(
            pool, "devq", List.of("io/devq/jobs/store/migrations", BuildStore.MIGRATIONS));
    Database data = new Database(pool);
    BuildStore store = BuildStore.of(data);
    GitSources sources = new GitSources(folder.resolve("sources"));
    blobs = FileBlobs.open(folder.resolve("blobs"));
    engine = new JobEngine(Stores.of(data), SETTINGS, TimeSource.system(), null);
    builds = new StoredBuilds(store, engine, sources, new IdSource(TimeSource.system()));
    sweep = new BuildSweep(store, engine, Duration.ZERO);
    engine.handle(BuildJobs.BUILD, new BuildHandler(store, engine, sources, blobs, announced::add));
    engine.handle(BuildJobs.STEP, steps == null ? this::step : steps);
    engine.start();
  }

  /// Does what a runner does for a step whose script is `make NAME`.
  private @Nullable String step(Attempt attempt) throws Exception {
    if (attempt.payload().contains("app.jar")) {
      builds.requireStorable(PROJECT, attempt.run(), attempt.number(), "app.jar");
      var blob =
          blobs.put(
              new ByteArrayInputStream("the program".getBytes(StandardCharsets.UTF_8)),
              Expected.atMost(1_000));
      var _ = builds.artifactStored(PROJECT, attempt.run(), attempt.number(), "app.jar", blob);
    }
    return null;
  }

  /// Waits until a build is over.
  Build await(BuildId id) throws InterruptedException {
    while (true) {
      Build build = builds.build(PROJECT, id).orElseThrow();
      if (build.state().isFinal()) {
        return build;
      }
      TimeSource.system().sleep(Duration.ofMillis(20));
    }
  }

  @Override
  public void close() {
    engine.stop();
    blobs.close();
    pool.close();
  }
}
