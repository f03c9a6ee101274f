package io.devq.protocol;

import io.devq.base.TokenId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tokens and sign-in links as the API shows and takes them.
public final class Access {

  private Access() {}

  /// A token to be made.
  ///
  /// @param name unique among the live tokens of the project; shown in the audit
  /// @param role `admin`, `operator`, `viewer`, `worker`, `host` or `relay`
  public record NewToken(String name, String role) {}

  /// A token, without its secret.
  ///
  /// @param createdBy the name of the token that made it
  /// @param lastUsedAt to the minute, or null when it was never used
  /// @param revokedAt since when it opens nothing, or null while it is live
  public record Token(
      TokenId id,
      String name,
      String role,
      String createdBy,
      Instant createdAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt) {}

  /// A new token with its secret, which is never shown again.
  ///
  /// @param secret what is sent as `Authorization: Bearer …`
  public record IssuedToken(Token token, String secret) {}

  /// Who the caller is.
  public record Caller(String name, String project, String role) {}

  /// A one-time link that signs a browser in as the token that asked for it.
  ///
  /// @param path to be put behind the server's address
  /// @param expiresAt when it is of no use any more
  public record SignInLink(String path, Instant expiresAt) {}
}
