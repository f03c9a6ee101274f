package io.devq.postgres;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// The one server of this process for [TestDatabase].
///
/// In a folder of the user's below the system's temporary folder: the programs and a cluster to
/// copy (`template-…`), both made once and used by every later process, and a folder for each
/// server (`server-…`).
final class TestServer {

  // Younger folders may be of a process that has not locked its folder yet.
  private static final Duration CERTAINLY_LEFT = Duration.ofMinutes(1);
  private static final int CONNECTIONS = 200;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private TestServer() {}

  // Started by the class loader when first asked for: once, and by one thread.
  private static final class Once {
    static final EmbeddedPostgres SERVER = begin();
  }

  /// The server, started when first asked for.
  static EmbeddedPostgres running() {
    return Once.SERVER;
  }

  /// The folder that this user's servers share.
  static Path root() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "devq-tests-" + System.getProperty("user.name").replace('/', '_'));
  }

  /// Puts a new cluster into `folder`, without the work of making it.
  static void copyTemplate(Path folder) throws IOException {
    Disk.makePrivateFolder(root());
    copy(template(root()), folder);
  }

  private static EmbeddedPostgres begin() {
    return Disk.explained(root(), () -> begin(root()));
  }

  private static EmbeddedPostgres begin(Path root) throws IOException {
    Disk.makePrivateFolder(root);
    if (!Files.getOwner(root).equals(Files.getOwner(Path.of("/proc/self")))) {
      throw new IOException("it belongs to " + Files.getOwner(root));
    }
    sweep(root, TimeSource.system().now());
    Path folder = root.resolve("server-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    copy(template(root), folder);
    EmbeddedPostgres server = new EmbeddedPostgres(at(folder, root));
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(server, folder)));
    server.start();
    return server;
  }

  private static PostgresSettings at(Path folder, Path root) {
    return new PostgresSettings(folder, root, 0, CONNECTIONS, false, START_TIMEOUT);
  }

  private static void end(EmbeddedPostgres server, Path folder) {
    server.stopAtOnce();
    Disk.explained(folder, () -> Disk.deleteTree(folder));
  }

  private static Path template(Path root) throws IOException {
    Binaries binaries = Binaries.unpacked(root);
    Path template = root.resolve("template-" + binaries.folder().getFileName());
    if (!Files.isDirectory(template)) {
      Path partial = root.resolve("template-" + UUID.randomUUID() + Disk.PARTIAL);
      Disk.makePrivateFolder(partial);
      try {
        Cluster.ensure(at(partial, root), binaries, ServerUser.of(Cluster.dataIn(partial)));
        Files.move(partial, template, StandardCopyOption.ATOMIC_MOVE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      } catch (IOException failure) {
        Disk.deleteTree(partial);
        if (!Files.isDirectory(template)) { // and nobody else was quicker
          throw failure;
        }
      }
    }
    return template;
  }

  private static void copy(Path template, Path folder) throws IOException {
    Disk.makePrivateFolder(folder);
    try (Stream<Path> paths = Files.walk(template).skip(1)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(
            path, folder.resolve(template.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /// Ends the servers and deletes the folders of processes that are gone.
  ///
  /// @return how many folders were deleted
  static int sweep(Path root, Instant now) throws IOException {
    int swept = 0;
    for (String kind : List.of("server-*", "template-*" + Disk.PARTIAL)) {
      for (Path left : Disk.named(root, kind)) {
        swept += isLeft(left, now) ? sweepOne(left) : 0;
      }
    }
    return swept;
  }

  private static boolean isLeft(Path folder, Instant now) throws IOException {
    return Files.getLastModifiedTime(folder).toInstant().isBefore(now.minus(CERTAINLY_LEFT));
  }

  private static int sweepOne(Path folder) throws IOException {
    try (DataFolder _ = DataFolder.hold(folder)) {
      Path data = Cluster.dataIn(folder);
      if (Files.isDirectory(data)) {
        ServerProcesses.end(data);
      }
      Disk.deleteTree(folder);
      return 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (Problem problem) {
      if (problem.code().equals("data_folder_in_use")) {
        return 0;
      }
      throw problem;
    }
  }
}
