package io.devq.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.postgres.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database of a server: the embedded PostgreSQL when no URL is given, and a pool of
/// connections to either.
final class Storage implements Service {

  /// Connections of one node.
  static final int CONNECTIONS = 24;

  static final String SCHEMA = "devq";

  private static final long CONNECT_MILLIS = 10_000;

  private final Path data;
  private final @Nullable String url;
  private final List<String> migrations;
  private @Nullable EmbeddedPostgres embedded;
  private @Nullable HikariDataSource pool;

  Storage(Path data, @Nullable String url, List<String> migrations) {
    this.data = data;
    this.url = url;
    this.migrations = migrations;
  }

  @Override
  public void start() {
    if (pool != null) {
      return;
    }
    HikariConfig config = new HikariConfig();
    if (url == null) {
      EmbeddedPostgres started = EmbeddedPostgres.start(data.resolve("postgres"));
      embedded = started;
      config.setJdbcUrl(started.jdbcUrl());
      config.setUsername(started.user());
      config.setPassword(started.password());
    } else {
      config.setJdbcUrl(jdbcUrl(url));
    }
    config.setPoolName("devq");
    config.setSchema(SCHEMA);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(4);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.addDataSourceProperty("ApplicationName", "devq");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    pool = open(config);
    Migrations.apply(pool, SCHEMA, migrations);
  }

  private static HikariDataSource open(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "database_unreachable",
          "The database at "
              + config.getJdbcUrl().replaceAll("password=[^&]*", "password=…")
              + " cannot be reached: "
              + cause.getMessage()
              + " Check the URL, the user and that it runs.",
          null,
          failure);
    }
  }

  /// Accepts `postgresql://user:password@host:port/name` beside JDBC URLs.
  static String jdbcUrl(String given) {
    if (given.startsWith("jdbc:postgresql:")) {
      return given;
    }
    if (!given.startsWith("postgresql://") && !given.startsWith("postgres://")) {
      throw Problem.invalid(
          "invalid_database_url",
          "A database URL looks like postgresql://user:password@host:5432/name, or jdbc:postgresql://….");
    }
    URI uri = URI.create(given);
    String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    String[] parts = login.split(":", 2);
    String query = uri.getQuery() == null ? "" : "&" + uri.getQuery();
    return "jdbc:postgresql://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + uri.getPath()
        + "?user="
        + parts[0]
        + (parts.length > 1 ? "&password=" + parts[1] : "")
        + query;
  }

  /// The database; only while it runs.
  Database database() {
    HikariDataSource running = pool;
    if (running == null) {
      throw new IllegalStateException("the storage has not been started");
    }
    return new Database(running);
  }

  @Override
  public void stop() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
    if (embedded != null) {
      embedded.stop();
      embedded = null;
    }
  }
}
