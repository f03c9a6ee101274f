package io.devq.builds.flow;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.BuildId;
import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.base.Transaction;
import io.devq.blobs.Blob;
import io.devq.blobs.Expected;
import io.devq.blobs.files.FileBlobs;
import io.devq.builds.Build;
import io.devq.builds.GitFolder;
import io.devq.builds.NewRepository;
import io.devq.builds.source.GitSources;
import io.devq.builds.source.Sources;
import io.devq.builds.store.BuildStore;
import io.devq.database.Database;
import io.devq.database.DatabaseLost;
import io.devq.database.Migrations;
import io.devq.jobs.Attempt;
import io.devq.jobs.Jobs;
import io.devq.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// All that builds need, real except for the engine: a database, a blob store, a git repository
/// named `shop`.
final class Workshop implements AutoCloseable {

  static final String PROJECT = "default";

  private final TestDatabase database = TestDatabase.create();
  private final HikariDataSource pool = pool(database);
  private final List<Thread> threads = new ArrayList<>();

  final FakeJobs engine = new FakeJobs();
  final GitFolder git;
  final FileBlobs blobs;
  final Sources sources;
  final BuildStore store;
  final StoredBuilds builds;
  final List<Build> announced = new CopyOnWriteArrayList<>();

  Workshop(Path folder, String pipeline) {
    int _ = Migrations.apply(pool, "devq", List.of(BuildStore.MIGRATIONS));
    git = GitFolder.in(folder.resolve("shop"));
    String _ = git.commit(".devq.yml", pipeline, "Build the shop");
    blobs = FileBlobs.open(folder.resolve("blobs"));
    sources = new GitSources(folder.resolve("mirrors"));
    store = BuildStore.of(new Database(pool));
    builds = new StoredBuilds(store, engine, sources, new IdSource(TimeSource.system()));
    var _ = builds.register(PROJECT, new NewRepository("shop", git.source(), null, null));
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(10);
    config.setSchema("devq");
    config.setConnectionInitSql("set search_path to devq");
    return new HikariDataSource(config);
  }

  DataSource dataSource() {
    return pool;
  }

  /// A handler as a fresh process has it; `failing` may wrap the way to the database and engine.
  BuildHandler handler(UnaryOperator<DataSource> data, UnaryOperator<Jobs> jobs) {
    return new BuildHandler(
        BuildStore.of(new Database(data.apply(pool))),
        jobs.apply(engine),
        sources,
        blobs,
        announced::add);
  }

  BuildHandler handler() {
    return handler(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /// Takes a build on its way until it is over.
  Build finish(BuildId id) throws InterruptedException {
    String _ = handler().run(attempt(id, 1));
    return build(id);
  }

  Build build(BuildId id) {
    return builds.build(PROJECT, id).orElseThrow();
  }

  /// Starts something that ends with the workshop.
  Thread start(Body body) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                body.run();
              } catch (InterruptedException | DatabaseLost _) {
                // the workshop closes, or a test ends this as a process ends
              } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
              }
            });
    threads.add(thread);
    return thread;
  }

  interface Body {
    void run() throws InterruptedException, IOException;
  }

  /// Runs steps as a runner does, until the workshop closes.
  void startRunner(Runner runner) {
    Thread _ =
        start(() -> {
          while (true) {
            FakeJobs.Entry entry = engine.take(BuildJobs.STEP);
            Thread _ = start(() -> runner.run(entry));
          }
        });
  }

  interface Runner {
    void run(FakeJobs.Entry entry) throws InterruptedException, IOException;
  }

  /// Stores an artifact as the upload endpoint does.
  Blob upload(FakeJobs.Entry step, String name, String content) throws IOException {
    return upload(step, step.attempt, name, content);
  }

  Blob upload(FakeJobs.Entry step, int attempt, String name, String content) throws IOException {
    builds.requireStorable(PROJECT, step.run(), attempt, name);
    Blob blob =
        blobs.put(
            new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
            Expected.atMost(1_000_000));
    var _ = builds.artifactStored(PROJECT, step.run(), attempt, name, blob);
    return blob;
  }

  static Attempt attempt(BuildId build, int number) {
    return new Attempt() {
      @Override
      public RunId run() {
        return new RunId(build.value());
      }

      @Override
      public JobId job() {
        return new JobId(build.value());
      }

      @Override
      public int number() {
        return number;
      }

      @Override
      public String project() {
        return PROJECT;
      }

      @Override
      public String payload() {
        return "{\"build\":\"" + build + "\"}";
      }

      @Override
      public @Nullable Instant nominalAt() {
        return null;
      }

      @Override
      public void completeIn(Transaction transaction, @Nullable String result) {
        throw new UnsupportedOperationException("builds do not use this");
      }

      @Override
      public void log(String line) {
        // not read here
      }

      @Override
      public void progress(int percent, @Nullable String note) {
        // not read here
      }

      @Override
      public Duration extend(Duration more) {
        return more;
      }

      @Override
      public void checkpoint(String content) {
        // nobody comes after this one
      }

      @Override
      public @Nullable String checkpoint() {
        return null;
      }
    };
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    blobs.close();
    pool.close();
    database.close();
  }
}
