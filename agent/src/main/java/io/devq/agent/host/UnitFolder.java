package io.devq.agent.host;

import io.devq.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where everything of one service lies on a host.
///
///     artifacts/<sha256>    whole artifacts, as they came; and their piece lists
///     downloads/<sha256>    those on their way in
///     releases/<sha256>/    unpacked, never changed
///     current               link to the release that runs
///     state.json            what the host knows
///     program.pid           the program's process group
///     program.log           what the program prints
record UnitFolder(Path root) {

  void create() throws IOException {
    for (String folder : List.of("artifacts", "downloads", "releases")) {
      Files.createDirectories(root.resolve(folder));
    }
  }

  Path artifact(Sha256 sha256) {
    return root.resolve("artifacts").resolve(sha256.hex());
  }

  Path pieceList(Sha256 sha256) {
    return root.resolve("artifacts").resolve(sha256.hex() + ".pieces");
  }

  Path download(Sha256 sha256) {
    return root.resolve("downloads").resolve(sha256.hex());
  }

  Path releases() {
    return root.resolve("releases");
  }

  Path release(Sha256 sha256) {
    return releases().resolve(sha256.hex());
  }

  Path current() {
    return root.resolve("current");
  }

  Path state() {
    return root.resolve("state.json");
  }

  Path pid() {
    return root.resolve("program.pid");
  }

  Path log() {
    return root.resolve("program.log");
  }

  /// The digests of all releases, the ones used longest ago first.
  List<Sha256> releasesByAge() throws IOException {
    try (Stream<Path> folders = Files.list(releases())) {
      return folders
          .filter(folder -> folder.getFileName().toString().matches("[0-9a-f]{64}"))
          .sorted(java.util.Comparator.comparing(UnitFolder::age))
          .map(folder -> new Sha256(folder.getFileName().toString()))
          .toList();
    }
  }

  private static java.nio.file.attribute.FileTime age(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException _) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }
}
