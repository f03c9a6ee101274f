package io.devq.cli.local;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a server on this machine keeps its data.
public final class DataFolders {

  private static final String ADMIN_TOKEN = "admin-token";
  private static final Path FOR_ROOT = Path.of("/var/lib/devq");

  private DataFolders() {}

  /// The folder when no flag names one: `DEVQ_DATA`, else `/var/lib/devq` for root and
  /// `~/.local/share/devq` for a user.
  public static Path standard(Map<String, String> environment) {
    String given = environment.getOrDefault("DEVQ_DATA", "");
    if (!given.isEmpty()) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return FOR_ROOT;
    }
    String share = environment.getOrDefault("XDG_DATA_HOME", "");
    Path folder =
        share.isEmpty() ? Path.of(ClientFile.home(environment), ".local", "share") : Path.of(share);
    return folder.resolve("devq");
  }

  /// The token of a server's administrator, when this user may read it.
  public static Optional<String> adminToken(Path data) {
    Path file = data.resolve(ADMIN_TOKEN);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "token_not_read",
          file + " cannot be read: " + failure.getMessage() + ".",
          null,
          failure);
    }
  }
}
