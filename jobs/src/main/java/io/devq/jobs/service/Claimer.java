package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Loop;
import io.devq.base.NodeId;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.Roster;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Gives due runs to workers: picks against free slots, writes the claims, hands the attempts over.
/// A batch is whatever was there while the one before was committing; under load the stage keeps a
/// pace, a lone run never waits.
final class Claimer implements Service {

  private static final int MOST = 4_000;
  private static final int A_FULL_BATCH = 64;
  private static final Duration IDLE = Duration.ofMillis(500);

  private final Dispatch dispatch;
  private final OwnershipStore ownership;
  private final RunStore runs;
  private final DatabaseTime time;
  private final NodeId node;
  private final Events events;
  private final Loop loop;
  private final Pace pace;

  /// Whom a claimer tells.
  ///
  /// @param picked called when runs have been taken out of memory, so that there is room for more
  /// @param claimed told of runs that have been given to workers
  /// @param lostShard called when a claim finds that a shard has another owner
  record Events(Runnable picked, Consumer<List<LiveRun>> claimed, IntConsumer lostShard) {}

  Claimer(
      Dispatch dispatch,
      Stores stores,
      DatabaseTime time,
      NodeId node,
      Duration pace,
      Events events) {
    this.dispatch = dispatch;
    this.ownership = stores.ownership();
    this.runs = stores.runs();
    this.time = time;
    this.node = node;
    this.events = events;
    this.pace = new Pace(time, pace, A_FULL_BATCH);
    this.loop = new Loop("devq-claimer", this::runOnce);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  void wake() {
    loop.wake();
  }

  /// Claims one batch.
  Duration runOnce() throws InterruptedException {
    pace.keep();
    Instant now = time.now();
    List<OwnershipStore.NewClaim> claims =
        dispatch.pick(new Roster.Heard(now, time.nanos()), node.value(), MOST);
    if (claims.isEmpty()) {
      return dispatch.nextDue(now).map(due -> shortest(Duration.between(now, due))).orElse(IDLE);
    }
    events.picked().run();
    Failpoint.pass("claim.before");
    List<OwnershipStore.NewClaim> written = write(claims);
    Failpoint.pass("claim.after");
    events.claimed().accept(dispatch.claimed(written, time.now(), payloads(written)));
    pace.did(claims.stream().mapToInt(claim -> claim.ids().size()).sum());
    return Duration.ZERO;
  }

  private static Duration shortest(Duration until) {
    return until.compareTo(IDLE) > 0 ? IDLE : until;
  }

  private List<OwnershipStore.NewClaim> write(List<OwnershipStore.NewClaim> claims) {
    int[] counts;
    try {
      counts = ownership.claim(claims);
    } catch (RuntimeException failure) {
      dispatch.unclaimed(claims);
      throw failure;
    }
    List<OwnershipStore.NewClaim> written = new ArrayList<>();
    List<OwnershipStore.NewClaim> refused = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      (counts[i] == 1 ? written : refused).add(claims.get(i));
    }
    if (!refused.isEmpty()) {
      dispatch.unclaimed(refused);
      refused.forEach(claim -> events.lostShard().accept(claim.shard()));
    }
    return written;
  }

  private Map<UUID, LiveRun> payloads(List<OwnershipStore.NewClaim> written) {
    Map<Integer, List<UUID>> wanted = new HashMap<>();
    for (LiveRun run : dispatch.withoutPayload(written)) {
      wanted.computeIfAbsent(run.shard(), _ -> new ArrayList<>()).add(run.id());
    }
    Map<UUID, LiveRun> complete = new HashMap<>();
    wanted.forEach(
        (shard, ids) -> runs.read(shard, ids).forEach(run -> complete.put(run.id(), run)));
    return complete;
  }
}
