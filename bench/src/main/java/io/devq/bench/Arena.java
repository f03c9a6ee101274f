package io.devq.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.bench.store.Meter;
import io.devq.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Stream;

/// Where contestants meet: one real, durable PostgreSQL server in a temporary folder, and a fresh
/// database on it for each round.
final class Arena implements AutoCloseable {

  private static final int CONNECTIONS = 16;

  private final Path folder;
  private final EmbeddedPostgres server;
  private final HikariDataSource admin;
  private int rounds;

  Arena() {
    try {
      folder = Files.createTempDirectory("devq-bench");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server = EmbeddedPostgres.start(folder.resolve("postgres"));
    admin = pool("postgres", "public", 1);
  }

  /// The counters at one moment.
  record Reading(Meter.Reading counted, Cpu cpu) {

    /// What a round took.
    Figures until(Reading after, int jobs, long nanos) {
      return new Figures(
          jobs,
          nanos,
          after.counted.walBytes() - counted.walBytes(),
          after.counted.rows() - counted.rows(),
          after.cpu.since(cpu));
    }
  }

  /// One database, for one round; dropped at the end.
  final class Round implements AutoCloseable {

    private final String name;
    private final Deque<HikariDataSource> pools = new ArrayDeque<>();
    final Meter meter;

    private Round(String name) {
      this.name = name;
      this.meter = new Meter(open("public", 1));
    }

    /// Reads all counters, after the sessions of this round have ended.
    Reading read() throws InterruptedException {
      Meter.Reading counted = meter.read();
      return new Reading(counted, Cpu.of(server.pid()));
    }

    /// Reads all counters while sessions go on; their rows are not counted yet.
    Reading readNow() {
      return new Reading(new Meter.Reading(meter.walBytes(), 0), Cpu.of(server.pid()));
    }

    /// This round's database, as a program is told of it.
    String url() {
      return server.jdbcUrl(name) + "?user=" + server.user() + "&password=" + server.password();
    }

    /// A folder for this round.
    Path folder() {
      try {
        return Files.createDirectories(folder.resolve(name));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /// A pool of connections to this round's database.
    HikariDataSource open(String schema) {
      return open(schema, CONNECTIONS);
    }

    private HikariDataSource open(String schema, int connections) {
      HikariDataSource pool = pool(name, schema, connections);
      pools.push(pool);
      return pool;
    }

    @Override
    public void close() {
      pools.forEach(HikariDataSource::close);
      new Meter(admin).run("drop database " + name + " with (force)");
    }
  }

  /// A fresh database, after a checkpoint, so that nobody pays for what others wrote.
  Round round(String contestant) {
    String name =
        "bench_" + contestant.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_") + "_" + rounds;
    rounds++;
    Meter all = new Meter(admin);
    all.run("create database " + name);
    all.run("checkpoint");
    return new Round(name);
  }

  private HikariDataSource pool(String database, String schema, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl(database));
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setSchema(schema);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  @Override
  public void close() {
    admin.close();
    server.stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
