package io.devq.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a hook proves that it knows the repository's hook secret: `sha256=` and the HMAC-SHA-256
/// (RFC 2104) of the body, in hexadecimal, in the header [#HEADER].
public final class HookSignature {

  /// The header that carries it.
  public static final String HEADER = "X-Devq-Signature-256";

  /// The header that names one word of a hook; the same when it is said again.
  public static final String DELIVERY = "X-Devq-Delivery";

  private static final String ALGORITHM = "HmacSHA256";

  private HookSignature() {}

  /// The signature of a body.
  public static String of(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, missing);
    }
  }

  /// Whether a signature is that of a body; takes the same time wherever it differs.
  public static boolean matches(String signature, byte[] body, String secret) {
    return MessageDigest.isEqual(
        signature.getBytes(StandardCharsets.UTF_8),
        of(body, secret).getBytes(StandardCharsets.UTF_8));
  }
}
