package io.devq.jobs.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.TimeSource;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.jobs.ContentVault;
import io.devq.jobs.FollowUps;
import io.devq.jobs.Handler;
import io.devq.jobs.store.Stores;
import io.devq.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An engine on a fresh, real database.
final class EngineFixture implements AutoCloseable {

  final Database database;
  private final TestDatabase test;
  private final @Nullable ContentVault contents;
  private final HikariDataSource pool;
  private final FollowUps followUps;
  private final List<JobEngine> takenOver = new ArrayList<>();
  private JobEngine engine;

  EngineFixture(EngineSettings settings, Map<String, Handler> handlers) {
    this(settings, handlers, FollowUps.NONE, null);
  }

  EngineFixture(EngineSettings settings, Map<String, Handler> handlers, FollowUps followUps) {
    this(settings, handlers, followUps, null);
  }

  EngineFixture(EngineSettings settings, Map<String, Handler> handlers, ContentVault contents) {
    this(settings, handlers, FollowUps.NONE, contents);
  }

  private EngineFixture(
      EngineSettings settings,
      Map<String, Handler> handlers,
      FollowUps followUps,
      @Nullable ContentVault contents) {
    this.followUps = followUps;
    this.contents = contents;
    HikariConfig config = new HikariConfig();
    test = TestDatabase.create();
    config.setJdbcUrl(test.jdbcUrl());
    config.setUsername(test.user());
    config.setPassword(test.password());
    config.setSchema("devq");
    config.setMaximumPoolSize(10);
    pool = new HikariDataSource(config);
    Migrations.apply(pool, "devq", List.of("io/devq/jobs/store/migrations"));
    database = new Database(pool);
    engine = start(settings, handlers);
  }

  private JobEngine start(EngineSettings settings, Map<String, Handler> handlers) {
    JobEngine made =
        new JobEngine(Stores.of(database), settings, TimeSource.system(), null, contents);
    handlers.forEach(made::handle);
    made.followUp(followUps);
    made.start();
    return made;
  }

  Stores stores() {
    return Stores.of(database);
  }

  /// A connection whose transaction is open; the caller ends and closes it.
  Connection begin() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  /// Starts another engine on the same data, as if the one before had been killed: what that does
  /// from now on counts for nothing.
  JobEngine takeOver(EngineSettings settings, Map<String, Handler> handlers) {
    JobEngine made = start(settings, handlers);
    takenOver.add(made);
    return made;
  }

  JobEngine engine() {
    return engine;
  }

  /// Stops the engine and starts another on the same data.
  JobEngine restart(EngineSettings settings, Map<String, Handler> handlers) {
    engine.stop();
    engine = start(settings, handlers);
    return engine;
  }

  /// Starts one more engine on the same data, which is the caller's to stop.
  JobEngine another(EngineSettings settings, Map<String, Handler> handlers) {
    return start(settings, handlers);
  }

  @Override
  public void close() {
    takenOver.forEach(JobEngine::stop);
    engine.stop();
    pool.close();
    test.close();
  }
}
