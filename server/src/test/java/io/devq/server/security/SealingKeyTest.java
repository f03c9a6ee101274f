package io.devq.server.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingKeyTest {

  private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void whatIsSealedIsOpenedByTheSameKeyForTheSamePurpose() {
    byte[] sealed = SealingKey.in(folder).seal(SECRET, "a");
    assertArrayEquals(SECRET, SealingKey.in(folder).open(sealed, "a"));
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("secret"));
    assertFalse(Arrays.equals(sealed, SealingKey.in(folder).seal(SECRET, "a")));
  }

  @Test
  void nothingElseOpensIt() throws Exception {
    SealingKey key = SealingKey.in(folder);
    byte[] sealed = key.seal(SECRET, "a");
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;
    SealingKey other = SealingKey.in(Files.createDirectory(folder.resolve("other")));
    assertEquals(
        "secret_unreadable", assertThrows(Problem.class, () -> key.open(sealed, "b")).code());
    assertThrows(Problem.class, () -> key.open(changed, "a"));
    assertThrows(Problem.class, () -> key.open(new byte[3], "a"));
    assertThrows(Problem.class, () -> other.open(sealed, "a"));
  }

  @Test
  void onlyItsUserReadsTheKey() throws Exception {
    var _ = SealingKey.in(folder);
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve(SealingKey.FILE))));
  }
}
