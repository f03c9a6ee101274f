package io.devq.server.security;

import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.TokenId;
import io.devq.server.http.Principal;
import io.devq.server.http.Role;
import io.devq.server.security.store.SecurityStore;
import io.devq.server.security.store.Token;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// The door to tokens: make, check, list, revoke.
public final class Tokens {

  private static final int LONGEST_NAME = 100;

  private final SecurityStore store;
  private final SecuritySettings settings;
  private final IdSource ids;
  private final RecentCallers recent;
  private final SecureRandom random = new SecureRandom();

  /// Tokens kept in `store`.
  public Tokens(
      SecurityStore store, SecuritySettings settings, IdSource ids, RecentCallers recent) {
    this.store = store;
    this.settings = settings;
    this.ids = ids;
    this.recent = recent;
  }

  /// A new token and its secret, which nobody can show again.
  public record Issued(Token token, Secret secret) {}

  /// Makes a token.
  ///
  /// @param by the name of who asked for it
  /// @throws Problem `invalid_name`, `invalid_role` or `token_name_taken`
  public Issued issue(String project, String name, Role role, String by) {
    if (name.isBlank() || name.length() > LONGEST_NAME || !name.equals(name.strip())) {
      throw Problem.invalid(
          "invalid_name",
          "The name of a token has 1 to " + LONGEST_NAME + " characters, no space at either end.",
          "/name");
    }
    if (!role.grantable()) {
      throw Problem.invalid(
          "invalid_role", "No token can have the role " + role.text() + ".", "/role");
    }
    Secret secret = Secret.ofToken(random);
    return store
        .insert(project, new TokenId(ids.next()), name, role, secret.digest(), by)
        .map(token -> new Issued(token, secret))
        .orElseThrow(() ->
            Problem.conflict(
                    "token_name_taken",
                    "There is a token called "
                        + name
                        + ". Revoke it first, or choose another name.")
                .at("/name"));
  }

  /// Whose secret this is, if it is that of a live token of the project.
  public Optional<Principal> authenticate(String project, Secret secret) {
    if (!secret.text().startsWith(Secret.TOKEN_PREFIX) || !secret.plausible()) {
      return Optional.empty();
    }
    byte[] digest = secret.digest();
    return recent.find(project, digest).or(() -> look(project, secret, digest));
  }

  private Optional<Principal> look(String project, Secret secret, byte[] digest) {
    Optional<SecurityStore.Known> found =
        store
            .token(project, digest, settings.useNoted())
            .filter(known -> secret.matches(known.digest()));
    if (found.filter(SecurityStore.Known::stale).isPresent()) {
      store.noteUse(project, digest);
    }
    Optional<Principal> principal =
        found.map(known -> new Principal(known.name(), project, known.role()));
    principal.ifPresent(known -> recent.remember(project, digest, known));
    return principal;
  }

  /// The newest tokens, live ones first, at most [SecuritySettings#listed()].
  public List<Token> list(String project) {
    return store.list(project, settings.listed());
  }

  /// Ends a token, and with it the sessions it opened: here at once, on other nodes within
  /// [SecuritySettings#remembered()].
  ///
  /// @throws Problem `unknown_token` or `last_admin_token`
  public void revoke(String project, TokenId id) {
    SecurityStore.Revocation done = store.revoke(project, id);
    recent.forget();
    switch (done) {
      case DONE -> {}
      case UNKNOWN -> throw Problem.notFound("unknown_token", "There is no live token " + id + ".");
      case LAST_ADMIN ->
          throw Problem.conflict(
              "last_admin_token",
              "This is the last admin token; without it nobody could make another. Make one first.");
    }
  }

  /// Makes a token in the place of the live one of that name, if there is one.
  Issued reissue(String project, String name, Role role, String by) {
    store.revokeNamed(project, name);
    recent.forget();
    return issue(project, name, role, by);
  }

  /// Whether anybody can make tokens.
  boolean hasAdmin(String project) {
    return store.hasAdmin(project);
  }
}
