package io.devq.builds;

import org.jspecify.annotations.Nullable;

/// A repository to be registered.
///
/// @param branch the default branch, or null for the one the repository itself names
/// @param hookSecret 16 to 200 printable characters, or null to have one drawn
public record NewRepository(
    String name, String source, @Nullable String branch, @Nullable String hookSecret) {}
