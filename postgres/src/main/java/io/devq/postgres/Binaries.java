package io.devq.postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32;

/// The server's programs, unpacked.
///
/// @param folder holds `bin`, `lib` and `share`
record Binaries(Path folder) {

  private static final int COPY_BUFFER = 1 << 16;

  /// The programs of this machine's architecture, unpacked below `cache` if they are not yet.
  /// Another version gets another folder. A crash in the middle leaves nothing that is taken for
  /// whole, and any number of processes may do this at once.
  ///
  /// @throws Problem `postgres_not_for_this_machine` when there are none for it
  static Binaries unpacked(Path cache) {
    URL archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    return Disk.explained(
        cache,
        () -> {
          Path folder = cache.resolve("bin-" + fingerprint(archive));
          if (!Files.isDirectory(folder)) {
            unpackAlone(archive, folder);
          }
          return new Binaries(folder);
        });
  }

  /// One of the programs.
  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /// The major version, such as `18`.
  String majorVersion() {
    return Disk.explained(
        folder,
        () -> {
          try (var lines = Files.lines(folder.resolve("share/postgresql/postgres.bki"))) {
            return lines.findFirst().orElse("").replace("# PostgreSQL ", "").strip();
          }
        });
  }

  /// Deletes what other versions left beside this one. Only for a cache that one server uses.
  void deleteOthers() throws IOException {
    for (Path other : Disk.named(Disk.parent(folder), "bin-*")) {
      if (!other.equals(folder)) {
        Disk.deleteTree(other);
      }
    }
  }

  static URL archive(String system, String machine) {
    String name =
        switch (machine.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> "none";
        };
    URL archive = Binaries.class.getResource("/postgres-linux-" + name + ".txz");
    if (archive == null || !system.equals("Linux")) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "postgres_not_for_this_machine",
          "The embedded PostgreSQL runs on Linux on x86-64 and arm64 only, and this is "
              + system
              + " on "
              + machine
              + ". Start a PostgreSQL 15 or newer yourself and name it with --database URL.");
    }
    return archive;
  }

  // The jar's directory already knows size and checksum, which saves reading 15 MB at each start.
  private static String fingerprint(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return "%d-%08x".formatted(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
    }
    CRC32 crc = new CRC32();
    long size = 0;
    try (InputStream in = connection.getInputStream()) {
      byte[] buffer = new byte[COPY_BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
        size += read;
      }
    }
    return "%d-%08x".formatted(size, crc.getValue());
  }

  private static synchronized void unpackAlone(URL archive, Path folder) throws IOException {
    Path cache = Disk.parent(folder);
    Disk.makePrivateFolder(cache);
    try (FileChannel channel = FileChannel.open(cache.resolve("unpack.lock"), CREATE, WRITE);
        FileLock _ = channel.lock()) {
      if (Files.isDirectory(folder)) {
        return;
      }
      for (Path left : Disk.named(cache, "bin-*" + Disk.PARTIAL)) {
        Disk.deleteTree(left);
      }
      Path partial = cache.resolve("bin-" + UUID.randomUUID() + Disk.PARTIAL);
      try {
        Unpacking.unpack(archive, partial);
      } catch (IOException failure) {
        Disk.deleteTree(partial); // a full disk should not stay full
        throw failure;
      }
      Failpoint.pass("postgres.unpacked");
      Disk.publish(partial, folder);
    }
  }
}
