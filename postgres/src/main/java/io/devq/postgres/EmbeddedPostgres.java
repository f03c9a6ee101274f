package io.devq.postgres;

import io.devq.base.Failpoint;
import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.postgres.ServerProcesses.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server that keeps its data in a folder and belongs to this process.
///
/// It listens on 127.0.0.1 only and wants the password that is kept in the folder, readable by its
/// user alone. What is committed survives any end of server, process or machine: the next start
/// ends what is left of the previous server and lets PostgreSQL recover. If this process is killed,
/// the server may live on until that next start.
///
/// In the folder: `cluster` (the data), `bin-…` (the programs), `password`, `server.log`, the
/// configuration as last written, and the lock of [DataFolder].
public final class EmbeddedPostgres implements Service {

  private static final int PORT_ATTEMPTS = 5;
  private static final Duration LOG_CHECK = Duration.ofSeconds(15);

  private final PostgresSettings settings;
  private final ServerLog log;
  private final Loop logTrimming;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Running running;

  private record Running(DataFolder hold, Postmaster postmaster, Cluster cluster, int port) {}

  /// A server that is not running yet.
  public EmbeddedPostgres(PostgresSettings settings) {
    this.settings = settings;
    this.log = new ServerLog(settings.folder().resolve("server.log"));
    this.logTrimming =
        new Loop(
            "postgres-log",
            () -> {
              trimLog();
              return LOG_CHECK;
            });
  }

  /// Starts a durable server in `folder` on a free port; see [#start()].
  public static EmbeddedPostgres start(Path folder) {
    EmbeddedPostgres server = new EmbeddedPostgres(PostgresSettings.in(folder));
    server.start();
    return server;
  }

  /// Starts the server and returns when it accepts connections. The first start unpacks the
  /// programs and makes the data; a start after a crash recovers first.
  ///
  /// @throws Problem `data_folder_in_use`, `folder_not_writable`, `disk_full`, `port_in_use`,
  ///   `postgres_not_for_this_machine`, `root_refused`, `postgres_start_timed_out`,
  ///   `postgres_start_failed` and others, each saying what to do
  @Override
  public void start() {
    lock.lock();
    try {
      if (running == null) {
        running = begin();
        logTrimming.start();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.UNAVAILABLE, "start_interrupted", "The start was interrupted.");
    } finally {
      lock.unlock();
    }
  }

  /// Ends all sessions, writes everything to the data files and returns when the server has ended.
  @Override
  public void stop() {
    end(Ending.FAST);
  }

  /// Ends the server without a checkpoint, for data that nobody will read again. What was committed
  /// is still recovered by the next start.
  void stopAtOnce() {
    end(Ending.IMMEDIATE);
  }

  /// The address for JDBC of the database `postgres`.
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /// The address for JDBC of one of the server's databases.
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /// The user to sign in as, who may do everything.
  public String user() {
    return Cluster.SUPERUSER;
  }

  /// That user's password.
  public String password() {
    return present().cluster.password();
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return present().port;
  }

  /// The process id of the server.
  public long pid() {
    return present().postmaster.pid();
  }

  /// Whether the server has been started and its process lives.
  public boolean isRunning() {
    Running now = running;
    return now != null && now.postmaster.isAlive();
  }

  /// The server's log file.
  public Path logFile() {
    return log.file();
  }

  private Running present() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the database server is not running");
    }
    return now;
  }

  private Running begin() throws InterruptedException {
    DataFolder hold = DataFolder.hold(settings.folder());
    boolean begun = false;
    try {
      Running now = begin(hold);
      hold.publish(("postgresql://127.0.0.1:" + now.port));
      begun = true;
      return now;
    } finally {
      if (!begun) {
        hold.close();
      }
    }
  }

  private Running begin(DataFolder hold) throws InterruptedException {
    Path data = Cluster.dataIn(settings.folder());
    endLeftOvers(data);
    Binaries binaries = Binaries.unpacked(settings.binaries());
    ServerUser user = ServerUser.of(data);
    Cluster cluster = Cluster.ensure(settings.folder(), binaries, user);
    Failpoint.pass("postgres.ready_to_start");
    for (int attempt = 1; ; attempt++) {
      int port = settings.port() != 0 ? settings.port() : freePort();
      Postmaster postmaster = launch(binaries, user, cluster, port);
      if (isReady(postmaster)) {
        Failpoint.pass("postgres.started");
        return new Running(hold, postmaster, cluster, port);
      }
      Problem failure = startFailure(postmaster.lastWords(), port);
      boolean again = failure.code().equals("port_in_use") && settings.port() == 0;
      if (!again || attempt == PORT_ATTEMPTS) {
        throw failure;
      }
    }
  }

  private Postmaster launch(Binaries binaries, ServerUser user, Cluster cluster, int port) {
    return Disk.explained(
        settings.folder(),
        () -> {
          log.trim();
          if (settings.binaries().equals(settings.folder())) {
            binaries.deleteOthers();
          }
          Path configuration = ServerFiles.write(settings, cluster.data(), port);
          return Postmaster.launch(binaries, user, cluster.data(), configuration, log);
        });
  }

  private boolean isReady(Postmaster postmaster) throws InterruptedException {
    boolean decided = false;
    try {
      boolean ready = postmaster.awaitReady(settings.startTimeout());
      decided = true;
      return ready;
    } finally {
      if (!decided) {
        postmaster.end(Ending.IMMEDIATE);
      }
    }
  }

  private void endLeftOvers(Path data) throws InterruptedException {
    if (Files.isDirectory(data)) {
      ServerProcesses.end(data);
      Disk.explained(
          data,
          () -> {
            PidFile.delete(data);
            return data;
          });
    }
  }

  private Problem startFailure(String words, int port) {
    if (words.contains("Address already in use")) {
      return Problem.conflict(
          "port_in_use",
          "The port " + port + " on 127.0.0.1 is taken. Choose another one, or 0 for any.");
    }
    if (words.contains("No space left on device")) {
      return Disk.full(settings.folder(), null);
    }
    return Problem.of(
        Problem.Kind.UNAVAILABLE,
        "postgres_start_failed",
        "PostgreSQL in "
            + settings.folder()
            + " ended while starting. Its log "
            + log.file()
            + " ends with:\n"
            + words);
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException failure) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "no_free_port",
          "No port is free on 127.0.0.1: " + failure.getMessage());
    }
  }

  private void trimLog() {
    Disk.explained(
        settings.folder(),
        () -> {
          log.trim();
          return log;
        });
  }

  private void end(Ending ending) {
    lock.lock();
    try {
      Running now = running;
      if (now != null) {
        logTrimming.stop();
        now.postmaster.end(ending);
        running = null;
        now.hold.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
