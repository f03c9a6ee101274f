package io.devq.deploys.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.HostId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwarmPlannerTest {

  private static final int TOTAL = 16;
  private final SwarmPlanner planner = new SwarmPlanner(TOTAL, Chain.EMPTY);

  private static HostId host(int n) {
    return new HostId(new UUID(0, n));
  }

  private static Peer at(int n, int pieces) {
    return new Peer(host(n), pieces, true, null);
  }

  private static Peer dead(int n) {
    return new Peer(host(n), 0, false, null);
  }

  private static Peer stalled(int n, int pieces, @Nullable HostId source) {
    return new Peer(host(n), pieces, true, new Peer.Complaint(source, false));
  }

  private static Peer broken(int n, int pieces, @Nullable HostId source) {
    return new Peer(host(n), pieces, true, new Peer.Complaint(source, true));
  }

  private static String drawn(Chain chain, int... hosts) {
    List<String> edges = new ArrayList<>();
    for (int n : hosts) {
      edges.add(
          chain
              .feed(host(n))
              .map(Feed::host)
              .map(h -> Long.toString(h.value().getLeastSignificantBits()))
              .orElse(chain.feed(host(n)).isPresent() ? "S" : "-"));
    }
    return String.join(" ", edges);
  }

  @Test
  void theStoreFeedsOneHostAndEachFeedsTheNext() {
    Chain chain = planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    assertEquals("S 1 2", drawn(chain, 1, 2, 3));
    assertEquals(1, chain.fedByStore());
  }

  @Test
  void aLargeRegionIsFedAsTwoChains() {
    List<Peer> peers = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      peers.add(at(i, 0));
    }
    Chain chain = planner.plan(peers, 0);
    assertEquals(2, chain.fedByStore());
    assertEquals("S S 1 2 3", drawn(chain, 1, 2, 3, 4, 5));
  }

  @Test
  void theChainClosesOverADeadHost() {
    planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    assertEquals("S 1", drawn(planner.plan(List.of(at(1, 5), dead(2), at(3, 3)), 1), 1, 3));
    assertEquals("S", drawn(planner.plan(List.of(dead(1), dead(2), at(3, 3)), 2), 3));
  }

  @Test
  void aHostThatCannotBeReachedByItsChildGoesToTheEnd() {
    planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    Chain chain = planner.plan(List.of(at(1, 5), at(2, 5), broken(3, 4, host(2))), 1);
    assertEquals("S 3 1", drawn(chain, 1, 2, 3));
  }

  @Test
  void aSourceIsToBlameOnlyForPiecesItHas() {
    planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    List<Peer> stalls = List.of(at(1, 7), stalled(2, 4, host(1)), stalled(3, 4, host(2)));
    assertEquals("S 1 2", drawn(planner.plan(stalls, 1), 1, 2, 3), "the first host has some time");
    Chain waiting = planner.plan(stalls, 2_000_000_000L);
    assertEquals("3 S 2", drawn(waiting, 1, 2, 3), "1 holds 2 up; 2 has nothing to give to 3");
  }

  @Test
  void aStoreThatCannotBeReachedByOneHostFeedsAnotherAndASlowOneGoesOn() {
    planner.plan(List.of(at(1, 0), at(2, 0)), 0);
    assertEquals("S 1", drawn(planner.plan(List.of(stalled(1, 0, null), at(2, 0)), 1), 1, 2));
    assertEquals("2 S", drawn(planner.plan(List.of(broken(1, 0, null), at(2, 0)), 2), 1, 2));
  }

  @Test
  void aStallFurtherDownIsHeededAtOnce() {
    planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    Chain chain = planner.plan(List.of(at(1, 5), at(2, 5), stalled(3, 2, host(2))), 1);
    assertEquals("S 3 1", drawn(chain, 1, 2, 3));
  }

  @Test
  void aHostAloneKeepsTheStore() {
    planner.plan(List.of(at(1, 0)), 0);
    assertEquals("S", drawn(planner.plan(List.of(broken(1, 0, null)), 1), 1));
  }

  @Test
  void whoHasEverythingFetchesNothingAndFeedsNewcomers() {
    planner.plan(List.of(at(1, 0), at(2, 0)), 0);
    Chain chain = planner.plan(List.of(at(1, TOTAL), at(2, TOTAL), at(3, 0)), 1);
    assertEquals("- - 2", drawn(chain, 1, 2, 3));
    assertEquals(0, chain.fedByStore());
  }

  @Test
  void aHostThatLostItsPiecesFallsBehindThoseWithMore() {
    planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    Chain chain = planner.plan(List.of(at(1, 0), at(2, 9), at(3, 9)), 1);
    assertFalse(drawn(chain, 2).equals("1"), "2 must not wait for 1, which starts again");
  }

  @Test
  void aPlanThatWorksStays() {
    Chain before = planner.plan(List.of(at(1, 0), at(2, 0), at(3, 0)), 0);
    Chain after = planner.plan(List.of(at(1, 6), at(2, 8), at(3, 4)), 1);
    assertEquals(before.parents(), after.parents());
  }

  /// Whatever happens, nobody feeds itself, nobody waits in a circle, and everybody who lives and
  /// misses something has a source that lives.
  @Test
  void everyPlanLeadsFromTheStoreToEveryHost() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SwarmPlanner tested = new SwarmPlanner(TOTAL, Chain.EMPTY);
      Map<Integer, Integer> pieces = new HashMap<>();
      Chain chain = Chain.EMPTY;
      for (int step = 0; step < 30; step++) {
        List<Peer> peers = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int n = 1; n <= count; n++) {
          int has = Math.min(TOTAL, pieces.getOrDefault(n, 0) + random.nextInt(3));
          pieces.put(n, random.nextInt(50) == 0 ? 0 : has);
          HostId source = chain.feed(host(n)).map(Feed::host).orElse(null);
          Peer.Complaint complaint =
              random.nextInt(8) == 0 ? new Peer.Complaint(source, random.nextBoolean()) : null;
          peers.add(new Peer(host(n), pieces.get(n), random.nextInt(10) > 0, complaint));
        }
        chain = tested.plan(peers, step * 1_000_000_000L);
        check(chain, peers, seed);
      }
    }
  }

  private static void check(Chain chain, List<Peer> peers, int seed) {
    Map<HostId, Peer> alive = new HashMap<>();
    peers.stream().filter(Peer::alive).forEach(p -> alive.put(p.id(), p));
    for (Peer peer : alive.values()) {
      Set<HostId> seen = new HashSet<>();
      Peer at = peer;
      while (at != null && at.pieces() < TOTAL) {
        assertTrue(seen.add(at.id()), "a circle, seed " + seed);
        Feed feed = chain.feed(at.id()).orElseThrow();
        at = feed.host() == null ? null : alive.get(feed.host());
        assertTrue(feed.isStore() || at != null, "a dead source, seed " + seed);
      }
    }
  }
}
