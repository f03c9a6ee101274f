package io.devq.blobs.files;

import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where a blob of a given digest stands: `blobs/aa/bb/<sha256>`.
final class BlobNames {

  private static final int FAN = 2;
  private static final int LONGEST_QUARANTINE = 1000;

  private final Path blobs;
  private final Path quarantine;

  BlobNames(Path root) {
    this.blobs = root.resolve("blobs");
    this.quarantine = root.resolve("quarantine");
  }

  Path of(Sha256 sha256) {
    return folderOf(sha256).resolve(sha256.hex());
  }

  Path folderOf(Sha256 sha256) {
    return blobs
        .resolve(sha256.hex().substring(0, FAN))
        .resolve(sha256.hex().substring(FAN, 2 * FAN));
  }

  /// A free name in the quarantine; the last one is used again when all are taken.
  Path quarantined(Sha256 sha256) {
    for (int i = 1; i < LONGEST_QUARANTINE; i++) {
      Path name = quarantine.resolve(sha256.hex() + "." + i);
      if (!Files.exists(name)) {
        return name;
      }
    }
    return quarantine.resolve(sha256.hex() + "." + LONGEST_QUARANTINE);
  }

  /// Blobs after a digest, in order. At most one folder of the second level is held at a time.
  List<Blob> list(String after, int limit) throws IOException {
    List<Blob> page = new ArrayList<>();
    for (Path first : from(blobs, after.substring(0, Math.min(FAN, after.length())))) {
      String upTo = first.getFileName().toString();
      for (Path second : from(first, after.startsWith(upTo) ? after.substring(FAN, 2 * FAN) : "")) {
        for (Path file : from(second, after)) {
          if (page.size() == limit) {
            return page;
          }
          add(page, file, after);
        }
      }
    }
    return page;
  }

  private static List<Path> from(Path folder, String name) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(p -> p.getFileName().toString().compareTo(name) >= 0).sorted().toList();
    }
  }

  private static void add(List<Blob> page, Path file, String after) throws IOException {
    String name = file.getFileName().toString();
    if (name.equals(after)) {
      return;
    }
    try {
      page.add(new Blob(new Sha256(name), Files.size(file)));
    } catch (NoSuchFileException _) {
      // deleted while the page was made
    }
  }
}
