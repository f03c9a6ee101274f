package io.devq.server.security;

import io.devq.base.Failpoint;
import io.devq.server.http.Principal;
import io.devq.server.http.Request;
import io.devq.server.http.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Makes the first admin token and leaves its secret in a file that only its owner can read, where
/// `devq` on the same machine finds it.
public final class FirstStart {

  /// The name of the token.
  public static final String NAME = "admin";

  /// The file in the data folder.
  public static final String FILE = "admin-token";

  private final Tokens tokens;
  private final Path file;

  /// The first start with this data folder, which exists.
  public FirstStart(Tokens tokens, Path data) {
    this.tokens = tokens;
    this.file = data.resolve(FILE);
  }

  /// For a node whose data folder is the only home of the database: the file holds a good token
  /// afterwards, whatever happened to it.
  ///
  /// @return the token's secret
  public Secret ensureOwn() {
    return present().orElseGet(this::make);
  }

  /// For a node of a cluster: makes a token only when nobody has one.
  ///
  /// @return the secret in the file, or empty when the token is kept elsewhere
  public Optional<Secret> ensureShared() {
    Optional<Secret> present = present();
    return present.isPresent() || tokens.hasAdmin(Request.DEFAULT_PROJECT)
        ? present
        : Optional.of(make());
  }

  private Optional<Secret> present() {
    try {
      Secret secret = new Secret(Files.readString(file).strip());
      return tokens
          .authenticate(Request.DEFAULT_PROJECT, secret)
          .map(Principal::role)
          .filter(Role.ADMIN::equals)
          .map(_ -> secret);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Secret make() {
    Secret secret =
        tokens.reissue(Request.DEFAULT_PROJECT, NAME, Role.ADMIN, "first start").secret();
    Failpoint.pass("admin_token_made");
    try {
      write(secret.text() + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("the admin token cannot be written to " + file, failure);
    }
    return secret;
  }

  /// Never a moment in which others can read it, or in which half of it is there.
  private void write(String text) throws IOException {
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.SYNC);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
