package io.devq.agent.host;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Makes releases out of artifacts, points `current` at one, and removes old ones.
final class Releases {

  private final UnitFolder folder;

  Releases(UnitFolder folder) {
    this.folder = folder;
  }

  /// Makes the release of an artifact that is here: unpacked when it is a `.tar.gz` or `.zip` and
  /// `unpack` is set, else as the one file. A release that is there already is left alone.
  ///
  /// @param name the artifact's name in the build
  /// @throws Problem `invalid_archive` when it does not unpack safely
  void make(Sha256 sha256, String name, boolean unpack) throws IOException {
    Path release = folder.release(sha256);
    if (Files.isDirectory(release)) {
      return;
    }
    Path next = folder.releases().resolve(".making-" + sha256.hex());
    Disk.remove(next);
    Files.createDirectories(next);
    String last = name.substring(name.lastIndexOf('/') + 1);
    if (unpack && (last.endsWith(".tar.gz") || last.endsWith(".tgz"))) {
      untar(folder.artifact(sha256), next);
    } else if (unpack && last.endsWith(".zip")) {
      unzip(folder.artifact(sha256), next);
    } else {
      Files.createLink(inside(next, last), folder.artifact(sha256));
    }
    Disk.move(next, release);
  }

  private static Problem invalid(String what) {
    return Problem.invalid("invalid_archive", "The archive is not unpacked: " + what + ".");
  }

  /// A path below `root`, which no name can leave.
  private static Path inside(Path root, String name) {
    Path path = root.resolve(name.replace('\\', '/')).normalize();
    if (name.startsWith("/") || !path.startsWith(root) || path.equals(root) || name.isBlank()) {
      throw invalid("the entry \"" + name + "\" would lie outside");
    }
    return path;
  }

  /// Counts what is unpacked, so that a small archive cannot fill the disk.
  private static final class Meter {
    private long bytes;
    private int entries;

    void entry() {
      if (++entries > HostLimits.ENTRIES) {
        throw invalid("it holds more than " + HostLimits.ENTRIES + " files");
      }
    }

    void copy(InputStream in, Path to) throws IOException {
      Path above = to.getParent();
      if (above != null) {
        Files.createDirectories(above);
      }
      byte[] buffer = new byte[64 << 10];
      try (var out = Files.newOutputStream(to)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          bytes += count;
          if (bytes > HostLimits.UNPACKED) {
            throw invalid("it holds more than " + HostLimits.UNPACKED + " bytes");
          }
          out.write(buffer, 0, count);
        }
      }
    }
  }

  private record Link(Path at, String target) {}

  private static void untar(Path archive, Path root) throws IOException {
    Meter meter = new Meter();
    List<Link> links = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        meter.entry();
        untar(tar, entry, root, meter, links);
      }
    }
    link(root, links);
  }

  private static void untar(
      InputStream tar, TarArchiveEntry entry, Path root, Meter meter, List<Link> links)
      throws IOException {
    if (isRoot(entry)) {
      return;
    }
    Path path = inside(root, entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      links.add(new Link(path, entry.getLinkName()));
    } else if (entry.isLink()) {
      try (InputStream linked = Files.newInputStream(inside(root, entry.getLinkName()))) {
        meter.copy(linked, path);
      }
    } else if (entry.isFile()) {
      meter.copy(tar, path);
      setMode(path, entry.getMode());
    } else {
      throw invalid("\"" + entry.getName() + "\" is neither file, folder nor link");
    }
  }

  private static boolean isRoot(ArchiveEntry entry) {
    String name = entry.getName();
    return entry.isDirectory() && (name.equals(".") || name.equals("./"));
  }

  /// Links are made last, so that nothing is ever written through one, and none leads outside.
  private static void link(Path root, List<Link> links) throws IOException {
    for (Link link : links) {
      Path above = link.at.getParent();
      if (above == null || !above.resolve(link.target).normalize().startsWith(root)) {
        throw invalid("the link \"" + link.target + "\" leads outside");
      }
      Files.createDirectories(above);
      Files.createSymbolicLink(link.at, Path.of(link.target));
    }
    Path real = root.toRealPath();
    for (Link link : links) {
      if (Files.exists(link.at) && !link.at.toRealPath().startsWith(real)) {
        throw invalid("the link \"" + link.target + "\" leads outside");
      }
    }
  }

  private static void unzip(Path archive, Path root) throws IOException {
    Meter meter = new Meter();
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      var entries = zip.getEntries();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        meter.entry();
        if (isRoot(entry)) {
          continue;
        }
        Path path = inside(root, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isUnixSymlink()) {
          throw invalid("\"" + entry.getName() + "\" is a link");
        } else {
          try (InputStream in = zip.getInputStream(entry)) {
            meter.copy(in, path);
          }
          setMode(path, entry.getUnixMode());
        }
      }
    }
  }

  private static void setMode(Path path, int mode) {
    if ((mode & 0111) != 0 && !path.toFile().setExecutable(true, false)) {
      throw invalid("\"" + path.getFileName() + "\" cannot be made executable");
    }
  }

  /// Points `current` at a release, in one step.
  void turn(Sha256 sha256, Instant now) throws IOException {
    Path next = folder.root().resolve("current.next");
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, folder.root().relativize(folder.release(sha256)));
    Disk.move(next, folder.current());
    Files.setLastModifiedTime(folder.release(sha256), FileTime.from(now));
  }

  /// Removes all releases but the last `keep` and those that must stay.
  ///
  /// @return the digests removed
  List<Sha256> prune(int keep, List<Sha256> stay) throws IOException {
    List<Sha256> all = folder.releasesByAge();
    Set<Sha256> staying = new HashSet<>(stay);
    List<Sha256> removed = new ArrayList<>();
    int surplus = all.size() - keep;
    for (Sha256 sha256 : all) {
      if (surplus > 0 && !staying.contains(sha256)) {
        Disk.remove(folder.release(sha256));
        Disk.remove(folder.artifact(sha256));
        Disk.remove(folder.pieceList(sha256));
        removed.add(sha256);
        surplus--;
      }
    }
    return removed;
  }
}
