package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.JobSpec;
import io.devq.jobs.Sharing;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The keys that tie runs to each other: fair shares, concurrency, rate, order, one run of a job at
/// a time; and what they cost in memory.
class SharingTest {

  private final Backlog backlog = new Backlog();

  @BeforeEach
  void own() {
    backlog.own(0, 1, 2, 3);
  }

  private static LiveRun run(int shard, int due, Sharing sharing) {
    JobSpec spec = JobSpec.of("test", "{}").withSharing(sharing);
    return Runs.of(shard, due, Lane.of(1, spec), spec);
  }

  private static Sharing fair(String key) {
    return Sharing.NONE.withFairKey(key);
  }

  private static Sharing limited(String key, int limit) {
    return Sharing.NONE.withConcurrency(new Sharing.Concurrency(key, limit));
  }

  private static Sharing paced(String key, int limit, Duration per) {
    return Sharing.NONE.withRate(new Sharing.Rate(key, limit, per));
  }

  private void flood(int count, Sharing sharing) {
    IntStream.range(0, count).forEach(i -> backlog.store(run(i % 4, i, sharing)));
    IntStream.range(0, 4).forEach(shard -> backlog.hint(run(shard, 0, sharing)));
  }

  @Test
  void j8OneBehindAHundredThousandOfAnotherKeyStartsWithinTwoTurns() {
    flood(100_000, fair("a"));
    backlog.read();
    List<LiveRun> busy = backlog.start(10);
    LiveRun other = run(2, 200_000, fair("b"));
    backlog.submit(other);
    backlog.read();
    backlog.end(busy.get(0));
    backlog.end(busy.get(1));
    assertTrue(backlog.start(2).contains(other));
    assertTrue(
        backlog.board.waiting() < 10 * LaneQueue.WINDOW,
        () -> backlog.board.waiting() + " in memory");
  }

  @Test
  void runsUnderWayCountAgainstAShare() {
    flood(100, fair("a"));
    flood(100, fair("b"));
    backlog.read();
    Map<String, Integer> shares = new HashMap<>();
    Deque<LiveRun> ofA = new ArrayDeque<>();
    for (LiveRun run : backlog.start(40)) {
      shares.merge(String.valueOf(run.spec().sharing().fairKey()), 1, Integer::sum);
      if ("a".equals(run.spec().sharing().fairKey())) {
        ofA.add(run);
      }
    }
    assertEquals(Map.of("a", 20, "b", 20), shares);
    IntStream.range(0, 10).forEach(_ -> backlog.end(ofA.remove()));
    assertTrue(
        backlog.start(10).stream().allMatch(run -> "a".equals(run.spec().sharing().fairKey())),
        "what one key gave back it gets again, because the other has more");
  }

  @Test
  void sharesHaveWeights() {
    backlog.board.rules(_ -> new QueueRules(true, 1, null, Map.of("a", 3)));
    flood(1_000, fair("a"));
    flood(1_000, fair("b"));
    backlog.read();
    long ofA =
        backlog.start(400).stream()
            .filter(run -> "a".equals(run.spec().sharing().fairKey()))
            .count();
    assertEquals(300.0, (double) ofA, 2.0);
  }

  @Test
  void aThousandKeysGetEqualSharesOfWhatIsShort() {
    for (int key = 0; key < 1_000; key++) {
      for (int i = 0; i < 10; i++) {
        backlog.store(run(key % 4, i, fair("key-" + key)));
      }
    }
    IntStream.range(0, 4).forEach(shard -> backlog.hint(run(shard, 0, Sharing.NONE)));
    Map<String, Integer> counts = new HashMap<>();
    for (LiveRun run : backlog.serve(5_000)) {
      counts.merge(String.valueOf(run.spec().sharing().fairKey()), 1, Integer::sum);
    }
    assertEquals(1_000, counts.size());
    assertTrue(counts.values().stream().allMatch(n -> n >= 3 && n <= 8), counts::toString);
  }

  @Test
  void j5NoMoreRunAtOnceThanTheLimitSaysAndAllRunInTheEnd() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    flood(2_000, limited("k", 7));
    List<LiveRun> underWay = new ArrayList<>();
    int done = 0;
    while (done < 2_000) {
      backlog.read();
      underWay.addAll(backlog.start(50));
      assertTrue(underWay.size() <= 7, () -> underWay.size() + " at once");
      assertFalse(underWay.isEmpty(), "stuck after " + done);
      backlog.end(underWay.remove(random.nextInt(underWay.size())));
      done++;
    }
    assertNull(backlog.next());
  }

  @Test
  void aSaturatedKeyDelaysNoOtherHoweverManyWaitForIt() {
    flood(50_000, limited("slow", 1));
    backlog.read();
    assertEquals(1, backlog.start(10).size());
    LiveRun free = run(3, 60_000, Sharing.NONE);
    LiveRun other = run(3, 60_001, limited("other", 1));
    backlog.submit(free, other);
    backlog.read();
    assertEquals(List.of(free, other), backlog.start(10));
    assertTrue(
        backlog.board.waiting() < 2 * LaneQueue.WINDOW,
        () -> backlog.board.waiting() + " in memory");
  }

  @Test
  void runsOfALimitedKeyStartInDueOrder() {
    flood(3_000, limited("k", 1));
    List<LiveRun> served = backlog.serve(3_000);
    assertEquals(3_000, served.size());
    assertEquals(served.stream().sorted().toList(), served);
  }

  @Test
  void tenThousandKeysWithALimitEachAllRun() {
    for (int i = 0; i < 30_000; i++) {
      backlog.store(run(i % 4, i / 10, limited("key-" + i % 10_000, 1)));
    }
    IntStream.range(0, 4).forEach(shard -> backlog.hint(run(shard, 0, Sharing.NONE)));
    Deque<LiveRun> underWay = new ArrayDeque<>();
    int done = 0;
    int most = 0;
    while (done < 30_000) {
      backlog.read();
      underWay.addAll(backlog.start(1_000 - underWay.size()));
      assertEquals(
          underWay.size(),
          underWay.stream().map(SharingTest::key).distinct().count(),
          "two of one key");
      most = Math.max(most, backlog.board.waiting());
      int ends = Math.min(500, underWay.size());
      assertTrue(ends > 0, "stuck after " + done);
      for (int i = 0; i < ends; i++) {
        backlog.end(underWay.remove());
        done++;
      }
    }
    assertTrue(most < 20 * LaneQueue.WINDOW, most + " in memory");
  }

  private static String key(LiveRun run) {
    return Objects.requireNonNull(run.spec().sharing().concurrency()).key();
  }

  @Test
  void noMoreStartInAnyTimeThanTheRateSays() {
    Duration per = Duration.ofSeconds(60);
    flood(1_000, paced("smtp", 100, per));
    List<Instant> starts = new ArrayList<>();
    backlog.now = Runs.START.plusSeconds(10_000);
    for (int step = 0; step < 4_000 && starts.size() < 500; step++) {
      backlog.read();
      for (LiveRun run : backlog.start(1_000)) {
        starts.add(backlog.now);
        backlog.end(run);
      }
      backlog.now = backlog.now.plusMillis(100);
    }
    assertEquals(500, starts.size());
    for (int i = 100; i < starts.size(); i++) {
      assertTrue(
          Duration.between(starts.get(i - 100), starts.get(i)).compareTo(per) >= 0,
          "more than 100 in a minute");
    }
    Duration whole = Duration.between(starts.getFirst(), starts.getLast());
    assertTrue(whole.compareTo(per.multipliedBy(4).multipliedBy(105).dividedBy(100)) < 0);
    assertNotNull(backlog.board.nextDue(backlog.now));
  }

  @Test
  void runsInOrderStartOneAfterTheOtherAndARetryKeepsItsPlace() {
    Sharing ordered = Sharing.NONE.withOrderKey("account-1");
    LiveRun first = run(1, 1, ordered);
    LiveRun second = run(1, 2, ordered);
    LiveRun stranger = run(1, 3, Sharing.NONE.withOrderKey("account-2"));
    backlog.submit(first, second, stranger);
    backlog.read();
    assertEquals(List.of(first, stranger), backlog.start(10));
    LiveRun again = Runs.again(first, backlog.now.plusSeconds(60));
    retry(first, again);
    assertEquals(List.of(), backlog.start(10));
    backlog.now = backlog.now.plusSeconds(61);
    assertEquals(List.of(again), backlog.start(10));
    backlog.end(again);
    assertEquals(List.of(second), backlog.start(10));
  }

  @Test
  void afterARestartTheFirstOfAnOrderIsStillTheFirst() {
    Sharing ordered = Sharing.NONE.withOrderKey("account-1");
    LiveRun first = Runs.again(run(1, 1, ordered), backlog.now.plusSeconds(60));
    LiveRun second = run(1, 2, ordered);
    backlog.submit(second, first);
    backlog.read();
    assertEquals(List.of(), backlog.start(10));
    assertEquals(
        Closure.Kind.HOLD,
        Objects.requireNonNull(backlog.board.closure(first, backlog.now)).kind());
    assertEquals(
        first.id(), Objects.requireNonNull(backlog.board.closure(second, backlog.now)).first());
  }

  @Test
  void runsOfASerialJobFollowEachOtherAlsoAcrossARetry() {
    UUID job = new UUID(1, 1);
    LiveRun first = Runs.serial(1, 1, job);
    LiveRun second = Runs.serial(1, 2, job);
    backlog.submit(first, second);
    backlog.read();
    assertEquals(List.of(first), backlog.start(10));
    retry(first, Runs.retried(first, backlog.now.plusSeconds(60)));
    assertEquals(List.of(), backlog.start(10));
    backlog.now = backlog.now.plusSeconds(61);
    backlog.read();
    LiveRun again = backlog.start(10).getFirst();
    assertEquals(first.id(), again.id());
    backlog.end(again);
    assertEquals(List.of(second), backlog.start(10));
  }

  private void retry(LiveRun ended, LiveRun again) {
    backlog.table.getOrDefault(ended.shard(), List.of()).remove(ended);
    backlog.running.remove(ended.id());
    backlog.board.attemptEnded(ended);
    backlog.board.ended(ended.id(), ended.attempt());
    backlog.submit(again);
    backlog.read();
  }

  @Test
  void whatIsCancelledWhileItIsHeldBackIsForgotten() {
    LiveRun first = run(1, 1, limited("k", 1));
    LiveRun second = run(1, 2, limited("k", 1));
    LiveRun third = run(1, 3, limited("k", 1));
    backlog.submit(first, second, third);
    backlog.read();
    assertEquals(List.of(first), backlog.start(10));
    backlog.board.remove(second);
    backlog.end(first);
    assertEquals(List.of(third), backlog.start(10));
  }
}
