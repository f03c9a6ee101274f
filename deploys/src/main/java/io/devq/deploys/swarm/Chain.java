package io.devq.deploys.swarm;

import io.devq.base.HostId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who fetches from whom: each host from the one before it, the first from the store.
///
/// @param order the hosts, nearest to the store first
/// @param parents for each host that fetches, from where
public record Chain(List<HostId> order, Map<HostId, Feed> parents) {

  /// Nobody fetches anything.
  public static final Chain EMPTY = new Chain(List.of(), Map.of());

  /// Copies both.
  public Chain {
    order = List.copyOf(order);
    parents = Map.copyOf(parents);
  }

  /// How many hosts the store feeds.
  public long fedByStore() {
    return parents.values().stream().filter(Feed::isStore).count();
  }

  /// From where a host fetches; empty when it fetches nothing.
  public Optional<Feed> feed(HostId host) {
    return Optional.ofNullable(parents.get(host));
  }
}
