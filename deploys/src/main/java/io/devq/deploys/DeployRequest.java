package io.devq.deploys;

import io.devq.base.BuildId;
import org.jspecify.annotations.Nullable;

/// A deployment somebody asks for.
///
/// @param environment null when the service has exactly one
/// @param by who asks
/// @param key the same key asks for the same deployment again, or null
public record DeployRequest(
    String service, @Nullable String environment, BuildId build, String by, @Nullable String key) {

  /// A request without a key.
  public static DeployRequest of(
      String service, @Nullable String environment, BuildId build, String by) {
    return new DeployRequest(service, environment, build, by, null);
  }
}
