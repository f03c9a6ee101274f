package io.devq.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The superuser's password, in a file that only this user can read.
final class Password {

  private static final String FILE = "password";
  private static final int BYTES = 24;

  private Password() {}

  /// The one kept in `folder`, if any.
  static Optional<String> kept(Path folder) {
    return Disk.explained(
        folder,
        () -> {
          try {
            return Optional.of(Files.readString(folder.resolve(FILE)).strip())
                .filter(password -> !password.isEmpty());
          } catch (NoSuchFileException _) {
            return Optional.empty();
          }
        });
  }

  /// Makes one up and keeps it in `folder`.
  static String make(Path folder) throws IOException {
    String password = random();
    Disk.write(folder.resolve(FILE), password + "\n", "rw-------");
    return password;
  }

  /// Gives the cluster in `folder`, whose password file is gone, a new password.
  static String reset(Path folder, ServerTool tool) throws InterruptedException {
    Path data = Cluster.dataIn(folder);
    String password = random();
    tool.run(
        data,
        "alter role " + Cluster.SUPERUSER + " password '" + password + "'\n",
        "postgres",
        List.of("--single", "-D", data.toString(), "-c", "log_min_messages=fatal", "postgres"));
    return Disk.explained(
        folder,
        () -> {
          Disk.write(folder.resolve(FILE), password + "\n", "rw-------");
          return password;
        });
  }

  private static String random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
