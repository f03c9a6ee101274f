package io.devq.cli.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.ManualTime;
import io.devq.base.Problem;
import io.devq.base.WorkerId;
import io.devq.protocol.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// J16: a pool grows with a burst, shrinks in silence, and never ends an agent that has work.
class PoolTest {

  private static final Duration CALM = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime(Instant.parse("2026-11-21T12:00:00Z"));
  private final Map<String, Integer> busy = new HashMap<>();
  private final Set<String> draining = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final List<String> ended = new ArrayList<>();
  private long wantedSlots;
  private boolean workArrivesAsItDrains;
  private boolean unreachable;
  private final List<String> told = new ArrayList<>();

  private final PoolServer server =
      new PoolServer() {
        @Override
        public long wantedSlots() {
          if (unreachable) {
            throw Problem.of(Problem.Kind.UNAVAILABLE, "server_unreachable", "No server answers.");
          }
          return wantedSlots;
        }

        @Override
        public Map<String, Views.Worker> workers() {
          Map<String, Views.Worker> workers = new HashMap<>();
          busy.forEach((name, n) -> workers.put(name, worker(name)));
          return workers;
        }

        @Override
        public Views.Worker drain(WorkerId id, boolean drain) {
          String name =
              busy.keySet().stream()
                  .filter(n -> worker(n).id().equals(id))
                  .findFirst()
                  .orElseThrow();
          if (drain) {
            draining.add(name);
            if (workArrivesAsItDrains) {
              busy.put(name, 1);
            }
          } else {
            draining.remove(name);
          }
          return worker(name);
        }
      };

  private Views.Worker worker(String name) {
    int number = Integer.parseInt(name.substring(1));
    return new Views.Worker(
        new WorkerId(new UUID(0, number)),
        name,
        "idle",
        List.of("shell"),
        List.of(),
        4,
        Objects.requireNonNullElse(busy.get(name), 0),
        Instant.EPOCH,
        "1");
  }

  private final class Agent implements Pool.Member {

    private final String name;

    Agent(int number) {
      name = "a" + number;
      busy.put(name, 0);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean isAlive() {
      return !dead.contains(name);
    }

    @Override
    public void close() {
      assertEquals(0, busy.get(name), "an agent with work is ended");
      assertTrue(draining.contains(name), "an agent is ended that may be given work");
      ended.add(name);
      busy.remove(name);
      draining.remove(name);
    }
  }

  private Pool pool(int min, int reserve, int max) {
    return new Pool(
        new PoolBounds(min, reserve, max, 4), CALM, server, Agent::new, told::add, time);
  }

  private void look(Pool pool, int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      time.advance(Duration.ofSeconds(1));
      pool.runOnce();
    }
  }

  @Test
  void j16ABurstOfFiftyThousandMakesItGrowAndSilenceMakesItShrink() throws InterruptedException {
    Pool pool = pool(1, 1, 8);
    look(pool, 1);
    assertEquals(2, pool.size());
    wantedSlots = 50_000;
    look(pool, 1);
    assertEquals(8, pool.size());
    wantedSlots = 0;
    look(pool, 20);
    assertEquals(8, pool.size(), "it shrinks before it has been calm");
    look(pool, 60);
    assertEquals(2, pool.size());
    assertEquals(6, ended.size());
  }

  @Test
  void anAgentWithWorkIsNeverEnded() throws InterruptedException {
    Pool pool = pool(0, 0, 4);
    wantedSlots = 16;
    look(pool, 1);
    wantedSlots = 0;
    busy.replaceAll((_, _) -> 1);
    look(pool, 100);
    assertEquals(4, pool.size());
    busy.put("a2", 0);
    look(pool, 100);
    assertEquals(List.of("a2"), ended);
  }

  @Test
  void workThatArrivesAtTheLastMomentKeepsItsAgent() throws InterruptedException {
    Pool pool = pool(0, 0, 2);
    wantedSlots = 4;
    look(pool, 1);
    wantedSlots = 0;
    workArrivesAsItDrains = true;
    look(pool, 100);
    assertEquals(1, pool.size());
    assertFalse(draining.contains("a1"), "it is left draining");
  }

  @Test
  void oneThatDiedIsReplaced() throws InterruptedException {
    Pool pool = pool(2, 0, 4);
    look(pool, 1);
    dead.add("a1");
    look(pool, 1);
    dead.remove("a1");
    assertEquals(2, pool.size());
  }

  @Test
  void whileTheServerCannotBeAskedAllStaysAsItIsAndIsToldOnce() throws InterruptedException {
    Pool pool = pool(0, 0, 4);
    wantedSlots = 8;
    look(pool, 1);
    assertEquals(2, pool.size());
    told.clear();
    unreachable = true;
    wantedSlots = 0;
    look(pool, 100);
    assertEquals(2, pool.size());
    assertEquals(1, told.size());
    unreachable = false;
    look(pool, 1);
    assertEquals(2, pool.size() + ended.size());
  }

  @Test
  void boundsThatContradictEachOtherAreRefused() {
    assertEquals(new PoolBounds(1, 2, 8, 4), PoolBounds.parse("1..8", 2, 4));
    for (String wrong : List.of("8", "8..1", "a..b", "1...8", "0..0", "1..9999")) {
      assertThrows(Problem.class, () -> PoolBounds.parse(wrong, 0, 4), wrong);
    }
    assertThrows(Problem.class, () -> PoolBounds.parse("1..2", 5, 4));
  }
}
