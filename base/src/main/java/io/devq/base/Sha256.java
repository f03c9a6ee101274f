package io.devq.base;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A SHA-256 digest (FIPS 180-4), which is the name of a blob and of an artifact.
///
/// @param hex 64 lower-case hexadecimal digits
public record Sha256(String hex) {

  /// Checks and normalises the digits.
  ///
  /// @throws Problem `invalid_digest`
  public Sha256 {
    hex = hex.toLowerCase(Locale.ROOT);
    if (hex.length() != 64
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw Problem.invalid("invalid_digest", "A SHA-256 is 64 hexadecimal digits.");
    }
  }

  /// The digest of some bytes.
  public static Sha256 of(byte[] bytes) {
    return finish(digest(), bytes);
  }

  /// A fresh digest to feed bytes to.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java runtime has SHA-256", missing);
    }
  }

  /// Ends a digest made by [#digest()].
  public static Sha256 finish(MessageDigest digest) {
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  private static Sha256 finish(MessageDigest digest, byte[] bytes) {
    digest.update(bytes);
    return finish(digest);
  }

  /// The first twelve digits, enough for people.
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}
