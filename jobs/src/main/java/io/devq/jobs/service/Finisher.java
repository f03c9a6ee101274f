package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.RunStore.Ending;
import io.devq.jobs.store.RunStore.Hint;
import io.devq.jobs.store.Stores;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Writes what ended: moves runs to history in batches, one statement for each shard, fenced by the
/// attempt; what has to follow is written with it. A batch is whatever ended while the one before
/// was committing. A row that the database will never take is found by halving and ends alone.
final class Finisher implements Service {

  /// Ended runs that may wait to be written; whoever ends one more waits.
  static final int QUEUE = 20_000;

  /// How many make a full batch, after which the next one waits.
  static final int A_FULL_BATCH = 64;

  private static final int MOST = 4_000;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(Finisher.class.getName());

  private final Dispatch dispatch;
  private final RunStore runs;
  private final Sequel sequel;
  private final Told told;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Loop loop;
  private final Pace pace;

  private record Waiting(Ending ending, CompletableFuture<Boolean> written) {}

  private record Group(int shard, int fence) {}

  /// Who hears of what is durable.
  ///
  /// @param over of ends
  /// @param hints of where new runs stand
  record Told(Consumer<List<Ending>> over, Consumer<List<Hint>> hints) {}

  Finisher(String name, Dispatch dispatch, RunStore runs, Sequel sequel, Pace pace, Told told) {
    this.dispatch = dispatch;
    this.runs = runs;
    this.sequel = sequel;
    this.told = told;
    this.pace = pace;
    this.loop = new Loop(name, this::runOnce);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
    try {
      writeTheRest();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What ended while the node was stopping is written too, so that nobody does it again.
  private void writeTheRest() throws InterruptedException {
    try {
      while (!queue.isEmpty()) {
        runOnce();
      }
    } catch (RuntimeException failure) {
      LOG.log(
          Level.WARNING, queue.size() + " ends could not be written; their runs go on", failure);
    }
  }

  /// Writes an ending.
  ///
  /// @return done when it is durable: true, or false when the attempt had been replaced
  CompletableFuture<Boolean> finish(Ending ending) throws InterruptedException {
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    queue.put(new Waiting(ending, written));
    loop.wake();
    return written;
  }

  /// Writes one batch.
  Duration runOnce() throws InterruptedException {
    if (queue.isEmpty()) {
      return IDLE;
    }
    pace.keep();
    List<Waiting> batch = new ArrayList<>();
    queue.drainTo(batch, MOST);
    Failpoint.pass("outcome.before");
    write(batch);
    Failpoint.pass("outcome.after");
    pace.did(batch.size());
    return Duration.ZERO;
  }

  private void write(List<Waiting> batch) throws InterruptedException {
    try {
      List<Waiting> plain = new ArrayList<>(batch.size());
      List<Waiting> followed = new ArrayList<>();
      for (Waiting waiting : batch) {
        Waiting asked = new Waiting(sequel.of(waiting.ending()), waiting.written());
        (asked.ending().next().isEmpty() ? plain : followed).add(asked);
      }
      writeGroups(plain);
      writeFollowed(followed);
    } catch (RuntimeException failure) {
      if (Stores.isBadData(failure)) {
        halve(batch, failure);
      } else {
        for (Waiting waiting : batch) {
          queue.put(waiting);
        }
        throw failure;
      }
    }
  }

  private void halve(List<Waiting> batch, RuntimeException failure) throws InterruptedException {
    if (batch.size() == 1) {
      batch
          .getFirst()
          .written()
          .completeExceptionally(
              new Problem(
                  Problem.Kind.INVALID,
                  "outcome_refused",
                  "The outcome cannot be stored: " + failure.getMessage(),
                  null,
                  failure));
      return;
    }
    write(batch.subList(0, batch.size() / 2));
    write(batch.subList(batch.size() / 2, batch.size()));
  }

  private void writeGroups(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Map<Group, List<Waiting>> groups = new HashMap<>();
    for (Waiting waiting : batch) {
      Ending ending = waiting.ending();
      groups
          .computeIfAbsent(new Group(ending.run().shard(), ending.fence()), _ -> new ArrayList<>())
          .add(waiting);
    }
    List<List<Waiting>> ordered = new ArrayList<>(groups.values());
    int[] moved =
        runs.finish(ordered.stream().map(g -> g.stream().map(Waiting::ending).toList()).toList());
    List<Ending> done = new ArrayList<>(batch.size());
    for (int i = 0; i < moved.length; i++) {
      boolean whole = moved[i] == ordered.get(i).size();
      for (Waiting waiting : ordered.get(i)) {
        boolean ours = whole || isIn(waiting.ending());
        if (ours) {
          done.add(waiting.ending());
        }
        waiting.written().complete(ours);
      }
    }
    tell(done);
  }

  /// Endings that something follows: each is counted by itself, so that what follows it is written
  /// only if it was moved.
  private void writeFollowed(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    RunStore.Moved moved = runs.finishAndFollow(batch.stream().map(Waiting::ending).toList());
    Failpoint.pass("outcome.after-follow-ups");
    List<Ending> done = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Waiting waiting = batch.get(i);
      boolean ours = moved.moved().get(i) || isIn(waiting.ending());
      if (ours) {
        done.add(waiting.ending());
      }
      waiting.written().complete(ours);
    }
    told.hints().accept(moved.hints());
    tell(done);
  }

  private void tell(List<Ending> done) {
    dispatch.over(done.stream().map(Ending::run).toList());
    told.over().accept(done);
  }

  /// After a count that did not match, each run of the group is looked up: the end is its own if
  /// history says so.
  private boolean isIn(Ending ending) {
    return runs.finalAttempt(ending.run().shard(), ending.run().id())
        .filter(
            last -> last.getKey() == ending.attempts() && last.getValue().equals(ending.state()))
        .isPresent();
  }
}
