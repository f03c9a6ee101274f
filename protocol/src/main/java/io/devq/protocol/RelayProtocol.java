package io.devq.protocol;

import io.devq.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a server talks to the relay of a region, and how hosts get pieces from it.
///
/// - `GET /relay/v1/blobs/{sha256}`: how much of the blob is there, as [Held]
/// - `PUT /relay/v1/blobs/{sha256}?offset=…&size=…`: bytes from `offset` on; answers [Held]
/// - `POST /relay/v1/blobs/{sha256}/verify?size=…`: reads it all again; answers [Held]
/// - `GET /relay/v1/blobs/{sha256}/content`: the bytes, also in ranges
/// - `GET /relay/v1/blobs/{sha256}/pieces/{index}`: one piece of 1 MiB
///
/// The server shows the secret it shares with the relay; a host shows a token that opens one blob
/// for reading, which both derive from that secret.
public final class RelayProtocol {

  /// Where the relay's API begins.
  public static final String ROOT = "/relay/v1/blobs/";

  /// The size of a piece.
  public static final int PIECE_SIZE = 1 << 20;

  private RelayProtocol() {}

  /// How much of a blob a relay holds.
  ///
  /// @param bytes how many
  /// @param verified whether the relay has read them all and found them right, with this request
  public record Held(Sha256 sha256, long bytes, boolean verified) {}

  /// The token with which one blob can be read: HMAC-SHA-256 (RFC 2104) of what it opens, under the
  /// relay's secret.
  public static String readToken(String secret, Sha256 sha256) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] opened = ("read " + sha256).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(mac.doFinal(opened));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java runtime has HMAC-SHA-256", missing);
    }
  }
}
