package io.devq.builds;

import org.jspecify.annotations.Nullable;

/// Which builds a list shows; a null field does not restrict.
public record BuildFilter(
    @Nullable String repository,
    @Nullable String branch,
    @Nullable String commit,
    @Nullable BuildState state) {

  /// Every build.
  public static final BuildFilter ALL = new BuildFilter(null, null, null, null);

  /// The builds of one repository.
  public static BuildFilter of(String repository) {
    return new BuildFilter(repository, null, null, null);
  }
}
