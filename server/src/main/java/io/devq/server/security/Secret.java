package io.devq.server.security;

import io.devq.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// 256 random bits that let their bearer in. Only its digest is kept; its text is shown once and
/// never appears in a log.
///
/// @param text what is shown and sent
public record Secret(String text) {

  /// How the secret of a token begins, so that scanners for leaked secrets can tell it.
  public static final String TOKEN_PREFIX = "devq_";

  /// No secret is longer; longer texts are not looked up.
  public static final int LONGEST = 100;

  private static final int BYTES = 32;

  /// A new secret of a token.
  static Secret ofToken(SecureRandom random) {
    return new Secret(TOKEN_PREFIX + random(random));
  }

  /// A new secret of a session or a sign-in link.
  static Secret plain(SecureRandom random) {
    return new Secret(random(random));
  }

  private static String random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Whether it could be one at all.
  boolean plausible() {
    return text.length() >= BYTES && text.length() <= LONGEST;
  }

  /// What is kept of it.
  public byte[] digest() {
    return HexFormat.of().parseHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex());
  }

  /// Whether `digest` is that of this secret; takes as long for a wrong one as for a right one.
  boolean matches(byte[] digest) {
    return MessageDigest.isEqual(digest(), digest);
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
