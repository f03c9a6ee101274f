package io.devq.deploys.swarm;

import io.devq.base.HostId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Lays the relay chain of one region: the store feeds the first host (two in a large region), and
/// each next host fetches piece by piece from the one before it while that one is still receiving.
///
/// A chain over equal links takes `F/u + (N-1) b/u` for a file F in pieces b: one copy out of the
/// store, and a delay per host of one piece. It is fragile, so it is laid anew as soon as a host is
/// silent or complains: the chain closes over a dead host; a host that stalls another goes to the
/// end.
public final class SwarmPlanner {

  /// From this many hosts on, the store feeds two chains.
  public static final int LARGE = 32;

  /// How long two hosts that did not get on are kept apart.
  public static final Duration APART = Duration.ofSeconds(30);

  /// How long a complaint about the first host of a chain must last: to heed it costs the store
  /// some pieces a second time.
  public static final Duration HEAD_PATIENCE = Duration.ofMillis(1500);

  /// How many pieces a host must be ahead of the one before it to change places with it.
  public static final int LEAD = 4;

  private final int total;
  private final Map<Pair, Long> apart = new HashMap<>();
  private final Map<Pair, Long> stalledSince = new HashMap<>();
  private Chain chain = Chain.EMPTY;

  private record Pair(HostId child, Feed source) {}

  /// A planner for an artifact of `total` pieces, starting from the chain laid before.
  public SwarmPlanner(int total, Chain before) {
    this.total = total;
    this.chain = before;
  }

  /// The chain for the hosts as they are now. Hosts that have all pieces need no source.
  ///
  /// @param nanos monotonic time
  public Chain plan(List<Peer> peers, long nanos) {
    Map<HostId, Peer> alive =
        peers.stream().filter(Peer::alive).collect(Collectors.toMap(Peer::id, p -> p));
    apart.values().removeIf(until -> until - nanos <= 0);
    List<HostId> order = keep(alive);
    hear(alive, order, nanos);
    lift(alive, order);
    chain = new Chain(order, parents(alive, order));
    return chain;
  }

  private List<HostId> keep(Map<HostId, Peer> alive) {
    List<HostId> order = new ArrayList<>(chain.order());
    order.retainAll(alive.keySet());
    Set<HostId> known = new HashSet<>(order);
    alive.values().stream()
        .filter(peer -> !known.contains(peer.id()))
        .sorted(Comparator.comparingInt((Peer p) -> -p.pieces()).thenComparing(Peer::id))
        .forEach(peer -> order.add(peer.id()));
    return order;
  }

  /// Keeps apart those who complain with reason.
  private void hear(Map<HostId, Peer> alive, List<HostId> order, long nanos) {
    Set<Pair> heard = new HashSet<>();
    for (Peer peer : alive.values()) {
      Peer.Complaint complaint = peer.complaint();
      if (complaint == null || peer.pieces() >= total) {
        continue;
      }
      Pair pair = new Pair(peer.id(), new Feed(complaint.source()));
      boolean present = chain.feed(peer.id()).filter(pair.source::equals).isPresent();
      if (!present || !justified(alive, peer, complaint)) {
        continue;
      }
      heard.add(pair);
      if (complaint.dead() || lasts(pair, order, nanos)) {
        part(pair, order, nanos);
      }
    }
    stalledSince.keySet().retainAll(heard);
  }

  /// Whether a stall is to be heeded: at once, unless it is that of the first host.
  private boolean lasts(Pair pair, List<HostId> order, long nanos) {
    long since = stalledSince.computeIfAbsent(pair, _ -> nanos);
    boolean first = order.indexOf(pair.source.host()) == 0;
    return !first || nanos - since >= HEAD_PATIENCE.toNanos();
  }

  private void part(Pair pair, List<HostId> order, long nanos) {
    apart.put(pair, nanos + APART.toNanos());
    HostId source = pair.source.host();
    HostId toTheEnd = source == null ? pair.child : source;
    if (order.remove(toTheEnd)) {
      order.add(toTheEnd);
    }
  }

  /// A store that is slow is as slow to every host, and a source that has nothing more than its
  /// child is not to blame: the fault is further up.
  private static boolean justified(Map<HostId, Peer> alive, Peer child, Peer.Complaint complaint) {
    if (complaint.dead()) {
      return true;
    }
    Peer source = complaint.source() == null ? null : alive.get(complaint.source());
    return source != null && source.pieces() > child.pieces();
  }

  /// Lets a host that is far ahead of the one before it change places with it, unless that one does
  /// not get on with it: it would have to be fed by the store then.
  private void lift(Map<HostId, Peer> alive, List<HostId> order) {
    for (int i = 1; i < order.size(); i++) {
      int before = pieces(alive, order.get(i - 1));
      boolean ahead = pieces(alive, order.get(i)) > before + LEAD;
      if (ahead && getOn(order.get(i - 1), order.get(i))) {
        order.add(i - 1, order.remove(i));
      }
    }
  }

  private static int pieces(Map<HostId, Peer> alive, HostId host) {
    Peer peer = alive.get(host);
    return peer == null ? 0 : peer.pieces();
  }

  private Map<HostId, Feed> parents(Map<HostId, Peer> alive, List<HostId> order) {
    int heads = order.size() >= LARGE ? 2 : 1;
    Map<HostId, Feed> parents = new LinkedHashMap<>();
    int fed = 0;
    for (int i = 0; i < order.size(); i++) {
      HostId host = order.get(i);
      if (pieces(alive, host) >= total) {
        continue;
      }
      Feed parent = parent(alive, order, i, heads);
      if (parent.isStore() && fed > heads && i > 0) {
        parent = new Feed(order.get(i - 1));
      }
      fed += parent.isStore() ? 1 : 0;
      parents.put(host, parent);
    }
    return parents;
  }

  /// The nearest host before this one it gets on with, else one that has everything, else the
  /// store.
  private Feed parent(Map<HostId, Peer> alive, List<HostId> order, int at, int heads) {
    HostId host = order.get(at);
    if (at < heads
        && !apart.containsKey(new Pair(host, Feed.STORE))
        && !seeded(alive, order, host)) {
      return Feed.STORE;
    }
    for (int i = at - heads; i >= 0; i--) {
      if (getOn(host, order.get(i))) {
        return new Feed(order.get(i));
      }
    }
    return order.stream()
        .filter(other -> pieces(alive, other) >= total && getOn(host, other))
        .findFirst()
        .map(Feed::new)
        .orElse(Feed.STORE);
  }

  private boolean seeded(Map<HostId, Peer> alive, List<HostId> order, HostId host) {
    return order.stream().anyMatch(o -> pieces(alive, o) >= total && getOn(host, o));
  }

  private boolean getOn(HostId host, HostId other) {
    return !host.equals(other) && !apart.containsKey(new Pair(host, new Feed(other)));
  }
}
