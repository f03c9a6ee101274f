package io.devq.server.security.store;

import io.devq.base.TokenId;
import io.devq.server.http.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody or something shows to be let in, without its secret.
///
/// @param name unique among the live tokens of a project
/// @param createdBy the name of the token that made it
/// @param lastUsedAt to the minute, or null when it was never used
/// @param revokedAt since when it opens nothing, or null while it is live
public record Token(
    TokenId id,
    String name,
    Role role,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
