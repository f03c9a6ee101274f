package io.devq.postgres;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// The data of one server: a folder made by `initdb`, whole or not there at all.
///
/// @param data the folder
/// @param password of [#SUPERUSER]
record Cluster(Path data, String password) {

  /// The one user that a new cluster has.
  static final String SUPERUSER = "devq";

  private static final String PASSWORD = "password";
  private static final int PASSWORD_BYTES = 24;
  private static final int INITDB_SECONDS = 300;

  /// Where a server in `folder` has its data.
  static Path dataIn(Path folder) {
    return folder.resolve("cluster");
  }

  /// The cluster in `folder`, made if it is not there yet. What a crash left half-made is deleted.
  ///
  /// @throws Problem `postgres_version_differs`, `initdb_failed`
  static Cluster ensure(Path folder, Binaries binaries, ServerUser user)
      throws InterruptedException {
    Path data = dataIn(folder);
    deleteHalfMade(folder);
    boolean present = Files.isDirectory(data);
    String password = Disk.explained(folder, () -> password(folder, present));
    if (!present) {
      make(folder, binaries, user, password);
    }
    checkVersion(data, binaries);
    return new Cluster(data, password);
  }

  private static void deleteHalfMade(Path folder) throws InterruptedException {
    for (Path left : Disk.explained(folder, () -> Disk.named(folder, "cluster-*" + Disk.PARTIAL))) {
      ServerProcesses.end(left);
      Disk.explained(
          folder,
          () -> {
            Disk.deleteTree(left);
            return left;
          });
    }
  }

  private static void make(Path folder, Binaries binaries, ServerUser user, String password)
      throws InterruptedException {
    Path partial = folder.resolve("cluster-" + UUID.randomUUID() + Disk.PARTIAL);
    Path secret = folder.resolve(PASSWORD + "-for-initdb" + Disk.PARTIAL);
    Disk.explained(
        folder,
        () -> {
          Disk.makePrivateFolder(partial);
          user.own(partial);
          Disk.write(secret, password, "rw-------");
          user.own(secret);
          return partial;
        });
    Failpoint.pass("postgres.initdb");
    initdb(partial, user.command(binaries.program("initdb"), arguments(partial, secret)));
    Failpoint.pass("postgres.initialised");
    initdb(
        partial,
        user.command(binaries.program("initdb"), List.of("--pgdata=" + partial, "--sync-only")));
    Disk.explained(
        folder,
        () -> {
          Files.delete(secret);
          Disk.publish(partial, dataIn(folder));
          return folder;
        });
  }

  private static List<String> arguments(Path partial, Path secret) {
    return List.of(
        "--pgdata=" + partial,
        "--username=" + SUPERUSER,
        "--pwfile=" + secret,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
        "--no-instructions");
  }

  // The working directory marks the process as one of this cluster, see ServerProcesses.
  private static void initdb(Path partial, List<String> command) throws InterruptedException {
    Path log = partial.resolveSibling("initdb.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(partial.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      } else if (process.exitValue() == 0) {
        Files.delete(log);
        return;
      }
    } catch (IOException failure) {
      throw Disk.problem(partial, failure);
    }
    throw failed(partial, new ServerLog(log).tail(0));
  }

  private static Problem failed(Path partial, String log) {
    if (log.contains("No space left")) {
      return Disk.full(Disk.parent(partial), null);
    }
    return Problem.of(
        Problem.Kind.UNAVAILABLE,
        "initdb_failed",
        "The database could not be made in " + Disk.parent(partial) + ". initdb said:\n" + log);
  }

  private static void checkVersion(Path data, Binaries binaries) {
    String made =
        Disk.explained(
            data,
            () -> Files.readString(data.resolve("PG_VERSION"), StandardCharsets.UTF_8).strip());
    if (!made.equals(binaries.majorVersion())) {
      throw Problem.conflict(
          "postgres_version_differs",
          "The data in "
              + data
              + " was made by PostgreSQL "
              + made
              + ", and this DevQ brings PostgreSQL "
              + binaries.majorVersion()
              + ". Start the DevQ that made it and take a backup, or choose another folder with --data.");
    }
  }

  private static String password(Path folder, boolean clusterIsThere) throws IOException {
    Path file = folder.resolve(PASSWORD);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    if (clusterIsThere) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "postgres_password_missing",
          "The file " + file + " with the database's password is gone. Put it back from a backup.");
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Disk.write(file, password + "\n", "rw-------");
    return password;
  }
}
