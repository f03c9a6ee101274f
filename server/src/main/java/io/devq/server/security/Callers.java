package io.devq.server.security;

import io.devq.base.Problem;
import io.devq.server.http.Authenticator;
import io.devq.server.http.Principal;
import io.devq.server.http.Request;
import java.util.Optional;

/// Knows callers by the token they send, or by the session of their browser. A session is believed
/// only for reading, or when one of our own pages sent the request.
public final class Callers implements Authenticator {

  /// The cookie of a session.
  public static final String COOKIE = "devq_session";

  private static final String BEARER = "bearer ";

  private static final String HOW =
      " A token is made with `devq token create NAME` and sent as `Authorization: Bearer …`; the program devq takes it from"
          + " DEVQ_TOKEN or from its client file (~/.config/devq/client.yaml).";

  private final Tokens tokens;
  private final Sessions sessions;

  /// Callers with one of these.
  public Callers(Tokens tokens, Sessions sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  @Override
  public Principal authenticate(Request request) {
    Optional<String> authorization = request.header("Authorization");
    if (authorization.isPresent()) {
      return byToken(request, authorization.get());
    }
    Optional<Principal> browser =
        request
            .cookie(COOKIE)
            .flatMap(secret -> sessions.authenticate(request.project(), new Secret(secret)));
    if (browser.isPresent() && !request.route().method().safe()) {
      SameOrigin.require(request);
    }
    return browser.orElseThrow(() -> unknown("no_token", "This needs a token, and none was sent."));
  }

  private Principal byToken(Request request, String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw unknown("no_token", "The Authorization header holds no bearer token.");
    }
    Secret secret = new Secret(authorization.substring(BEARER.length()).strip());
    return tokens
        .authenticate(request.project(), secret)
        .orElseThrow(() ->
            unknown(
                "unknown_token",
                "The token is not known here: it was revoked, mistyped, or is of another server."));
  }

  private static Problem unknown(String code, String what) {
    return Problem.of(Problem.Kind.UNAUTHENTICATED, code, what + HOW);
  }
}
