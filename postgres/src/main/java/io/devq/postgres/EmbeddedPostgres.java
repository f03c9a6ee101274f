package io.devq.postgres;

import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.postgres.ServerProcesses.Ending;
import io.devq.postgres.Startup.Started;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server that keeps its data in a folder and belongs to this process.
///
/// It listens on 127.0.0.1 only and wants the password that is kept in the folder, readable by its
/// user alone. What is committed survives any end of server, process or machine: the next start
/// ends what is left of the previous server and lets PostgreSQL recover. A server that dies is
/// started again on the same port. If this process is killed, the server may live on until the next
/// start in the folder.
///
/// In the folder: `cluster` (the data), `bin-…` (the programs), `password`, `server.log`, the
/// configuration as last written, and the lock of [DataFolder].
public final class EmbeddedPostgres implements Service {

  private static final Duration WATCH = Duration.ofSeconds(15);
  private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

  private final PostgresSettings settings;
  private final ServerLog log;
  private final Startup startup;
  private final Loop watch = new Loop("postgres-watch", this::watchOnce);
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Running running;

  private record Running(DataFolder hold, Started server) {}

  /// A server that is not running yet.
  public EmbeddedPostgres(PostgresSettings settings) {
    this.settings = settings;
    this.log = new ServerLog(settings.folder().resolve("server.log"));
    this.startup = new Startup(settings, log);
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
        watch.start();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "start_interrupted",
          "The start of PostgreSQL was interrupted. Start again; nothing is lost.");
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
    return server().cluster().password();
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return server().port();
  }

  /// The process id of the server.
  public long pid() {
    return server().postmaster().pid();
  }

  /// Whether the server has been started and its process lives.
  public boolean isRunning() {
    Running now = running;
    return now != null && now.server.postmaster().isAlive();
  }

  /// The server's log file.
  public Path logFile() {
    return log.file();
  }

  private Started server() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the database server is not running");
    }
    return now.server;
  }

  private Running begin() throws InterruptedException {
    DataFolder hold = DataFolder.hold(settings.folder());
    boolean begun = false;
    try {
      Started server = startup.run();
      hold.publish("postgresql://127.0.0.1:" + server.port());
      server.postmaster().whenEnded(watch::wake);
      begun = true;
      return new Running(hold, server);
    } finally {
      if (!begun) {
        hold.close();
      }
    }
  }

  private Duration watchOnce() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Running now = running;
      if (now != null) {
        Disk.explained(settings.folder(), log::trim);
        if (!now.server.postmaster().isAlive()) {
          revive(now);
        }
      }
      return WATCH;
    } finally {
      lock.unlock();
    }
  }

  // On the same port, where the connection pools look for it.
  private void revive(Running dead) throws InterruptedException {
    LOG.log(Level.WARNING, "PostgreSQL has ended by itself and is started again; see " + logFile());
    Started server = startup.run(dead.server.port());
    server.postmaster().whenEnded(watch::wake);
    running = new Running(dead.hold, server);
  }

  private void end(Ending ending) {
    lock.lock();
    try {
      Running now = running;
      if (now != null) {
        watch.stop();
        now.server.postmaster().end(ending);
        running = null;
        now.hold.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
