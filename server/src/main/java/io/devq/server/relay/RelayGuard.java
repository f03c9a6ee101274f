package io.devq.server.relay;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.protocol.RelayProtocol;
import io.devq.server.http.Authenticator;
import io.devq.server.http.Principal;
import io.devq.server.http.Request;
import io.devq.server.http.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Knows two callers: the server by the shared secret, and a host by a token that opens one blob
/// for reading.
final class RelayGuard implements Authenticator {

  private static final String BEARER = "Bearer ";

  private final String secret;

  RelayGuard(String secret) {
    this.secret = secret;
  }

  @Override
  public Principal authenticate(Request request) {
    String shown =
        request
            .header("Authorization")
            .filter(header -> header.startsWith(BEARER))
            .map(header -> header.substring(BEARER.length()))
            .orElse("");
    if (same(secret, shown)) {
      return new Principal("server", Request.DEFAULT_PROJECT, Role.ADMIN);
    }
    Sha256 blob = request.parameter("digest", Sha256::new);
    if (same(RelayProtocol.readToken(secret, blob), shown)) {
      return new Principal("host", Request.DEFAULT_PROJECT, Role.HOST);
    }
    throw Problem.of(
        Kind.UNAUTHENTICATED,
        "wrong_relay_token",
        "The relay does not know this token; give the server and the relay the same secret.");
  }

  private static boolean same(String expected, String shown) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
