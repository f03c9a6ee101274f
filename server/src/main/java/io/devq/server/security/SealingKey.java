package io.devq.server.security;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key under which secrets lie in the database: AES-256-GCM, bound to what each secret is for.
/// It is made at the first start and kept in a folder, readable by its user only, so that a copy of
/// the database alone opens nothing.
public final class SealingKey {

  /// Its file.
  static final String FILE = "secrets.key";

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SealingKey(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// Reads the key of a folder, or makes one.
  ///
  /// @throws Problem `key_unreadable`
  public static SealingKey in(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        byte[] made = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(made);
        write(file, made);
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != KEY_BYTES) {
        throw new IOException(file + " has " + bytes.length + " bytes");
      }
      return new SealingKey(bytes);
    } catch (IOException failure) {
      throw new Problem(
          Kind.UNAVAILABLE,
          "key_unreadable",
          "The server's key in " + folder + " cannot be read or written.",
          null,
          failure);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(FILE + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Seals a secret.
  ///
  /// @param purpose what it is for and whose it is; it opens for nothing else
  public byte[] seal(byte[] secret, String purpose) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("AES-GCM cannot be used", failure);
    }
  }

  /// Opens what was sealed for the same purpose.
  ///
  /// @throws Problem `secret_unreadable` when it was sealed with another key, or changed
  public byte[] open(byte[] sealed, String purpose) {
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, nonce, purpose)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      throw new Problem(
          Kind.UNAVAILABLE,
          "secret_unreadable",
          "A secret in the database was sealed with another key than "
              + FILE
              + " of this server's data folder."
              + " Bring that file back, or make a new secret.",
          null,
          failure);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
