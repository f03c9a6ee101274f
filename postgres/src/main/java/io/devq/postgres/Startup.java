package io.devq.postgres;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.postgres.ServerProcesses.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// From whatever the folder holds to a server that accepts connections. Every step can be killed
/// and is then done again, or found done, by the next start.
///
/// @param settings how to run it
/// @param log where it logs to
record Startup(PostgresSettings settings, ServerLog log) {

  private static final int PORT_ATTEMPTS = 5;

  /// A server that has accepted connections.
  ///
  /// @param postmaster its process
  /// @param cluster its data
  /// @param port on 127.0.0.1
  record Started(Postmaster postmaster, Cluster cluster, int port) {}

  /// Does it, on the port of the settings.
  Started run() throws InterruptedException {
    return run(settings.port());
  }

  /// Does it on one port, or on any free one if that is 0.
  Started run(int wanted) throws InterruptedException {
    Path data = Cluster.dataIn(settings.folder());
    endLeftOvers(data);
    Binaries binaries = Binaries.unpacked(settings.binaries());
    ServerUser user = ServerUser.of(data);
    Cluster cluster = Cluster.ensure(settings, binaries, user);
    Failpoint.pass("postgres.ready_to_start");
    for (int attempt = 1; ; attempt++) {
      int port = wanted != 0 ? wanted : freePort();
      Postmaster postmaster = launch(binaries, user, cluster, port);
      if (isReady(postmaster)) {
        Failpoint.pass("postgres.started");
        return new Started(postmaster, cluster, port);
      }
      Problem failure = failure(postmaster.lastWords(), port);
      boolean again = failure.code().equals("port_in_use") && wanted == 0;
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

  private static void endLeftOvers(Path data) throws InterruptedException {
    if (Files.isDirectory(data)) {
      ServerProcesses.end(data);
      Disk.explained(data, () -> PidFile.delete(data));
    }
  }

  private Problem failure(String words, int port) {
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
}
