package io.devq.server.security;

import io.devq.base.Problem;
import io.devq.base.TokenId;
import io.devq.server.http.Principal;
import io.devq.server.security.store.SecurityStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The door to browser sessions: a one-time link or a token is exchanged for a session, which lives
/// in the database; the browser holds only its secret, in a cookie no script can read.
public final class Sessions {

  private final SecurityStore store;
  private final SecuritySettings settings;
  private final RecentCallers recent;
  private final SecureRandom random = new SecureRandom();

  /// Sessions kept in `store`.
  public Sessions(SecurityStore store, SecuritySettings settings, RecentCallers recent) {
    this.store = store;
    this.settings = settings;
    this.recent = recent;
  }

  /// A one-time link.
  ///
  /// @param path to be put behind the server's address; holds a code that is no token
  public record Link(String path, Instant expiresAt) {}

  /// A session that has begun.
  public record Started(Secret secret, Duration life) {}

  /// Makes a link that signs a browser in as the live token called `name`: usable once, within
  /// [SecuritySettings#linkLife()].
  ///
  /// @throws Problem `unknown_token`
  public Link link(String project, String name) {
    Secret code = Secret.plain(random);
    return store
        .named(project, name)
        .map(token -> store.insertCode(project, code.digest(), token, settings.linkLife()))
        .map(expiry -> new Link("/sign-in/" + code.text(), expiry))
        .orElseThrow(
            () -> Problem.notFound("unknown_token", "There is no live token called " + name + "."));
  }

  /// Exchanges the code of a link for a session; empty when it was used, has expired or never was.
  public Optional<Started> redeem(String project, Secret code) {
    if (!code.plausible()) {
      return Optional.empty();
    }
    return store.redeem(project, code.digest()).map(token -> start(project, token));
  }

  /// Exchanges the secret of a token for a session; empty when it is not that of a live token.
  public Optional<Started> begin(String project, Secret secret) {
    return secret.plausible()
        ? store.withDigest(project, secret.digest()).map(token -> start(project, token))
        : Optional.empty();
  }

  private Started start(String project, TokenId token) {
    Secret secret = Secret.plain(random);
    Instant _ = store.insertSession(project, secret.digest(), token, settings.sessionLife());
    return new Started(secret, settings.sessionLife());
  }

  /// Whose session has this secret, while it and its token live.
  public Optional<Principal> authenticate(String project, Secret secret) {
    if (!secret.plausible()) {
      return Optional.empty();
    }
    byte[] digest = secret.digest();
    return recent.find(project, digest).or(() -> look(project, secret, digest));
  }

  private Optional<Principal> look(String project, Secret secret, byte[] digest) {
    Optional<Principal> principal =
        store
            .session(project, digest)
            .filter(known -> secret.matches(known.digest()))
            .map(known -> new Principal(known.name(), project, known.role()));
    principal.ifPresent(known -> recent.remember(project, digest, known));
    return principal;
  }

  /// Ends a session.
  public void end(String project, Secret secret) {
    store.endSession(project, secret.digest());
    recent.forget();
  }
}
