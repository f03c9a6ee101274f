package io.devq.postgres;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The data of one server: a folder made by `initdb`, whole or not there at all.
///
/// @param data the folder
/// @param password of [#SUPERUSER]
record Cluster(Path data, String password) {

  /// The one user that a new cluster has.
  static final String SUPERUSER = "devq";

  /// Where a server in `folder` has its data.
  static Path dataIn(Path folder) {
    return folder.resolve("cluster");
  }

  /// The cluster of a server, made if it is not there yet. What a crash left half-made is deleted.
  /// No server may be running on it.
  ///
  /// @throws Problem `postgres_version_differs`, `postgres_tool_failed`
  static Cluster ensure(PostgresSettings settings, Binaries binaries, ServerUser user)
      throws InterruptedException {
    Path folder = settings.folder();
    Path data = dataIn(folder);
    deleteHalfMade(folder);
    if (!Files.isDirectory(data)) {
      return make(settings, binaries, user);
    }
    checkVersion(data, binaries);
    Optional<String> kept = Password.kept(folder);
    return new Cluster(
        data,
        kept.isPresent() ? kept.get() : Password.reset(folder, new ServerTool(binaries, user)));
  }

  private static void deleteHalfMade(Path folder) throws InterruptedException {
    for (Path left : Disk.explained(folder, () -> Disk.named(folder, "cluster-*" + Disk.PARTIAL))) {
      ServerProcesses.end(left);
      Disk.explained(folder, () -> Disk.deleteTree(left));
    }
  }

  private static Cluster make(PostgresSettings settings, Binaries binaries, ServerUser user)
      throws InterruptedException {
    Path folder = settings.folder();
    Path partial = folder.resolve("cluster-" + UUID.randomUUID() + Disk.PARTIAL);
    Path secret = folder.resolve("password-for-initdb" + Disk.PARTIAL);
    String password =
        Disk.explained(
            folder,
            () -> {
              Disk.makePrivateFolder(partial);
              user.own(partial);
              String fresh = Password.make(folder);
              Disk.write(secret, fresh, "rw-------");
              user.own(secret);
              return fresh;
            });
    Failpoint.pass("postgres.initdb");
    ServerTool tool = new ServerTool(binaries, user);
    tool.run(partial, "", "initdb", arguments(partial, secret));
    Failpoint.pass("postgres.initialised");
    if (settings.durable()) {
      tool.run(partial, "", "initdb", List.of("--pgdata=" + partial, "--sync-only"));
    }
    Disk.explained(
        folder,
        () -> {
          Files.delete(secret);
          return Disk.publish(partial, dataIn(folder));
        });
    return new Cluster(dataIn(folder), password);
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

  private static void checkVersion(Path data, Binaries binaries) {
    String made = Disk.explained(data, () -> Files.readString(data.resolve("PG_VERSION")).strip());
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
}
