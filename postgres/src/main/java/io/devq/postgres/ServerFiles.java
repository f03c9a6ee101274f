package io.devq.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/// The configuration files of a server, written anew at each start from [PostgresSettings], so that
/// what is in force is always what this program says.
final class ServerFiles {

  private static final String ACCESS =
      """
      # Written by DevQ at each start; changes made here are lost.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private ServerFiles() {}

  /// Writes the files.
  ///
  /// @return the one to start the server with
  static Path write(PostgresSettings settings, Path data, int port) throws IOException {
    Path folder = settings.folder();
    Path main = folder.resolve("postgresql.conf");
    Path access = folder.resolve("pg_hba.conf");
    Path identities = folder.resolve("pg_ident.conf");
    Disk.write(access, ACCESS, "rw-r--r--");
    Disk.write(identities, "", "rw-r--r--");
    Disk.write(
        main,
        template()
            .replace("{data}", quoted(data))
            .replace("{access}", quoted(access))
            .replace("{identities}", quoted(identities))
            .replace("{port}", Integer.toString(port))
            .replace("{connections}", Integer.toString(settings.connections()))
            .replace("{durable}", settings.durable() ? "on" : "off"),
        "rw-r--r--");
    return main;
  }

  private static String template() throws IOException {
    try (InputStream in = ServerFiles.class.getResourceAsStream("postgresql.conf")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("'", "''");
  }
}
