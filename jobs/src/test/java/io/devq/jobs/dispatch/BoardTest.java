package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.JobSpec;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoardTest {

  private static final Instant LATE = Runs.START.plusSeconds(1_000_000);

  private final Board board = new Board();
  private final Set<UUID> running = new HashSet<>();

  /// What stands in the table, by shard; reads answer from it as the database would.
  private final Map<Integer, List<LiveRun>> table = new HashMap<>();

  private void store(LiveRun... runs) {
    for (LiveRun run : runs) {
      table.computeIfAbsent(run.shard(), _ -> new ArrayList<>()).add(run);
    }
  }

  private void own(int... shards) {
    Arrays.stream(shards).forEach(shard -> board.own(shard, new UUID(0, shard)));
  }

  private void hint(LiveRun run) {
    board.hint(new RunStore.Hint(run.shard(), run.lane(), run.due()));
  }

  private List<RunStore.Cursor> begin() {
    board.beginRead();
    return board.wantedReads(_ -> true);
  }

  private List<LiveRun> answer(List<RunStore.Cursor> reads) {
    List<LiveRun> rows = new ArrayList<>();
    for (RunStore.Cursor read : reads) {
      table.getOrDefault(read.shard(), List.of()).stream()
          .filter(run -> run.lane().equals(read.lane()) && isAfter(run, read))
          .sorted()
          .limit(read.limit())
          .forEach(rows::add);
    }
    return rows;
  }

  private static boolean isAfter(LiveRun run, RunStore.Cursor mark) {
    int byDue = run.due().compareTo(mark.due());
    return byDue > 0 || (byDue == 0 && LiveRun.compare(run.id(), mark.id()) > 0);
  }

  private void read() {
    for (List<RunStore.Cursor> reads = begin(); !reads.isEmpty(); reads = begin()) {
      board.accept(reads, answer(reads), running::contains);
    }
  }

  private @Nullable LiveRun next() {
    LiveRun run = board.next(LATE, _ -> true, _ -> true);
    if (run != null) {
      running.add(run.id());
    }
    return run;
  }

  /// Starts up to `most` runs.
  private List<LiveRun> start(int most) {
    List<LiveRun> started = new ArrayList<>();
    for (LiveRun run = next(); run != null; run = started.size() < most ? next() : null) {
      started.add(run);
    }
    return started;
  }

  @Test
  void runsOfALaneStartInDueOrderAcrossShards() {
    own(1, 2, 3);
    LiveRun first = Runs.due(2, 1);
    LiveRun second = Runs.due(1, 2);
    LiveRun third = Runs.due(3, 3);
    LiveRun fourth = Runs.due(1, 4);
    store(fourth, second, third, first);
    List.of(first, second, third).forEach(this::hint);
    read();
    assertEquals(List.of(first, second, third, fourth), start(5));
  }

  @Test
  void aBacklogLargerThanTheWindowKeepsDueOrder() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    own(0, 1, 2, 3, 4);
    List<LiveRun> all = new ArrayList<>();
    for (int i = 0; i < 3 * LaneQueue.WINDOW; i++) {
      all.add(Runs.due(random.nextInt(5), random.nextInt(10_000)));
    }
    all.forEach(this::store);
    all.forEach(this::hint);
    List<LiveRun> started = new ArrayList<>();
    while (started.size() < all.size()) {
      read();
      started.addAll(start(all.size()));
    }
    assertEquals(all.stream().sorted().toList(), started);
  }

  @Test
  void memoryIsBoundedByWindowAndReads() {
    own(0, 1);
    for (int i = 0; i < 4 * LaneQueue.WINDOW; i++) {
      store(Runs.due(i % 2, i));
    }
    hint(Runs.due(0, 0));
    hint(Runs.due(1, 0));
    read();
    assertTrue(board.waiting() <= 2 * LaneQueue.WINDOW, () -> board.waiting() + " in memory");
  }

  @Test
  void aLateHintBehindTheMarkIsRead() {
    own(1);
    LiveRun onTime = Runs.due(1, 100);
    store(onTime);
    hint(onTime);
    read();
    assertEquals(onTime, next());
    LiveRun late = Runs.due(1, 50);
    store(late);
    assertEquals(List.of(), begin());
    hint(late);
    read();
    assertEquals(late, next());
    assertNull(next());
  }

  @Test
  void aHintDuringAReadIsNotForgotten() {
    own(1);
    LiveRun first = Runs.due(1, 100);
    store(first);
    hint(first);
    List<RunStore.Cursor> reads = begin();
    List<LiveRun> rows = answer(reads);
    LiveRun late = Runs.due(1, 50);
    store(late);
    hint(late);
    board.accept(reads, rows, running::contains);
    read();
    assertEquals(Set.of(first, late), Set.copyOf(start(3)));
    assertEquals(2, running.size());
  }

  @Test
  void whatIsReadAgainIsStartedOnce() {
    own(1);
    LiveRun waiting = Runs.due(1, 2);
    LiveRun started = Runs.due(1, 1);
    store(waiting, started);
    hint(started);
    read();
    assertEquals(started, next());
    board.rewind(null);
    read();
    assertEquals(waiting, next());
    board.rewind(null);
    read();
    assertNull(next());
  }

  @Test
  void whatEndsWhileAReadIsUnderWayIsNotBroughtBack() {
    own(1);
    LiveRun run = Runs.due(1, 1);
    store(run);
    hint(run);
    read();
    assertEquals(run, next());
    board.rewind(null);
    List<RunStore.Cursor> reads = begin();
    List<LiveRun> rowsOfAnOlderSnapshot = answer(reads);
    table.clear();
    running.remove(run.id());
    board.ended(run.id(), run.attempt());
    board.accept(reads, rowsOfAnOlderSnapshot, running::contains);
    assertNull(next());
  }

  @Test
  void whatWasWithdrawnIsNotReadAgainUntilItIsChanged() {
    own(1);
    LiveRun run = Runs.due(1, 1);
    store(run);
    hint(run);
    read();
    board.remove(run);
    board.rewind(null);
    read();
    assertNull(next());
    board.ended(run.id(), run.attempt());
    hint(run);
    read();
    assertEquals(run, next());
  }

  @Test
  void aHigherBandHasAHeadStartAndAgeingEndsIt() {
    own(1);
    Lane low = Lane.of(1, Lane.Kind.ONE_TIME, 0);
    Lane high = Lane.of(1, Lane.Kind.ONE_TIME, 9);
    int headStart = (int) Precedence.HEAD_START.multipliedBy(9).toSeconds();
    LiveRun old = Runs.of(1, 0, low, JobSpec.of("test", "{}"));
    LiveRun urgent = Runs.of(1, headStart - 1, high, JobSpec.of("test", "{}"));
    LiveRun tooLate = Runs.of(1, headStart + 1, high, JobSpec.of("test", "{}"));
    store(old, urgent, tooLate);
    List.of(old, urgent).forEach(this::hint);
    read();
    assertEquals(List.of(urgent, old, tooLate), start(3));
  }

  @Test
  void whatNoWorkerCanRunHoldsUpNobody() {
    own(1);
    LiveRun stuck = Runs.of(1, 1, Runs.LANE, JobSpec.of("test", "{}").withLabels(List.of("arm")));
    LiveRun fine = Runs.due(1, 2);
    store(stuck, fine);
    hint(stuck);
    read();
    assertEquals(fine, board.next(LATE, _ -> true, wanted -> wanted.labels().isEmpty()));
  }

  @Test
  void aShardThatIsGivenBackTakesItsRunsAlong() {
    own(1, 2);
    LiveRun theirs = Runs.due(1, 1);
    LiveRun ours = Runs.due(2, 2);
    store(theirs, ours);
    hint(theirs);
    hint(ours);
    read();
    board.disown(1);
    assertEquals(ours, next());
    assertNull(next());
    assertEquals(0, board.waiting());
  }
}
