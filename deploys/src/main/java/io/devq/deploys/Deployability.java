package io.devq.deploys;

import java.util.List;

/// Whether a build may be deployed: only when every region that matters holds a verified copy.
///
/// @param missing what is not there yet; empty exactly when `yes`
public record Deployability(boolean yes, List<Missing> missing) {

  /// A region without a verified copy.
  ///
  /// @param artifact the artifact's name
  /// @param state the copy's state, or `NONE` when there is no copy or no such region
  /// @param reason a sentence
  public record Missing(String region, String artifact, String state, String reason) {}

  /// Made from what is missing.
  public static Deployability missing(List<Missing> missing) {
    return new Deployability(missing.isEmpty(), List.copyOf(missing));
  }
}
