package io.devq.deploys.swarm;

import io.devq.base.HostId;
import org.jspecify.annotations.Nullable;

/// From where a host fetches.
///
/// @param host another host, or null for the region's store
public record Feed(@Nullable HostId host) {

  /// The region's store.
  public static final Feed STORE = new Feed(null);

  /// Whether it is the store.
  public boolean isStore() {
    return host == null;
  }
}
