package io.devq.jobs.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.JobSpec;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoardTest {

  private final Backlog backlog = new Backlog();
  private final Board board = backlog.board;
  private final Set<UUID> running = backlog.running;
  private final Map<Integer, List<LiveRun>> table = backlog.table;

  private void store(LiveRun... runs) {
    backlog.store(runs);
  }

  private void own(int... shards) {
    backlog.own(shards);
  }

  private void hint(LiveRun run) {
    backlog.hint(run);
  }

  private void read() {
    backlog.read();
  }

  private @Nullable LiveRun next() {
    return backlog.next();
  }

  private List<LiveRun> start(int most) {
    return backlog.start(most);
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
    assertEquals(List.of(), backlog.begin().cursors());
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
    RunStore.Reads reads = backlog.begin();
    List<LiveRun> rows = backlog.answer(reads);
    LiveRun late = Runs.due(1, 50);
    store(late);
    hint(late);
    backlog.accept(reads, rows);
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
    RunStore.Reads reads = backlog.begin();
    List<LiveRun> rowsOfAnOlderSnapshot = backlog.answer(reads);
    table.clear();
    running.remove(run.id());
    board.ended(run.id(), run.attempt());
    backlog.accept(reads, rowsOfAnOlderSnapshot);
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
  void whatNoWorkerCanRunHoldsUpNobody() {
    own(1);
    LiveRun stuck = Runs.of(1, 1, Runs.LANE, JobSpec.of("test", "{}").withLabels(List.of("arm")));
    LiveRun fine = Runs.due(1, 2);
    store(stuck, fine);
    hint(stuck);
    read();
    assertEquals(fine, board.round(Backlog.LATE, wanted -> wanted.labels().isEmpty()).next());
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
