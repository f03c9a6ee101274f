package io.devq.jobs.dispatch;

import io.devq.base.IdSource;
import io.devq.base.WorkerId;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What this node knows and decides in memory: the backlogs of the shards it owns, the attempts
/// that are under way, and the workers it can reach. One lock over all of it; nothing here touches
/// the database.
public final class Dispatch {

  /// How long work that needs several slots waits before a worker is kept free for it.
  private static final Duration RESERVE_AFTER = Duration.ofSeconds(10);

  /// Runs that hold a limit and are named to those who ask.
  private static final int NAMED = 5;

  private static final Duration RESERVE_EVERY = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final IdSource ids;
  private final Board board = new Board();
  private final RunningSet running = new RunningSet();
  private final Crew crew = new Crew(running.attempts());
  private Instant reservedAt = Instant.EPOCH;

  /// A node that owns nothing and knows nobody.
  public Dispatch(IdSource ids) {
    this.ids = ids;
  }

  <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /// The workers, under the same lock.
  public Roster roster() {
    return new Roster(this, crew);
  }

  /// Says where to look up what the operator says about a queue, by its number.
  public void rules(IntFunction<QueueRules> rules) {
    board.rules(rules);
  }

  /// Takes a shard in, with what its claims say is under way.
  public void own(
      int shard, UUID token, List<LiveAttempt> underWay, Map<UUID, Integer> runsOfJobs) {
    locked(() -> {
      board.own(shard, token);
      underWay.forEach(attempt -> enter(attempt, true));
      running.know(runsOfJobs);
    });
  }

  /// Restores an attempt from a claim.
  ///
  /// @param now from when on its worker has time to be heard of again
  public static LiveAttempt restored(LiveRun run, OwnershipStore.Claim claim, Instant now) {
    LiveAttempt attempt = new LiveAttempt(run, new WorkerId(claim.worker()), claim.batch(), 0);
    attempt.stage = LiveAttempt.Stage.CLAIMED;
    attempt.claimedAt = claim.claimedAt();
    attempt.restoredAt = now;
    return attempt;
  }

  /// Lets go of a shard and of everything that is known of it.
  public void disown(int shard) {
    locked(() -> {
      board.disown(shard);
      running.of(shard).forEach(this::forget);
      running.disown(shard);
    });
  }

  /// The shards this node owns.
  public List<Integer> shards() {
    return locked(board::shards);
  }

  /// The token of a shard, or null when it is not ours.
  public @Nullable UUID token(int shard) {
    return locked(() -> board.token(shard));
  }

  /// Says that there is something to read.
  public void hint(Collection<RunStore.Hint> hints) {
    locked(() -> hints.forEach(board::hint));
  }

  /// Moves every reading position back by `trail`; with null to the beginning, which is the sweep.
  public void rewind(@Nullable Duration trail) {
    locked(() -> board.rewind(trail));
  }

  /// Begins a read.
  ///
  /// @return what to read; empty when nothing would help
  public RunStore.Reads beginRead() {
    return locked(() -> {
      board.beginRead();
      return board.wantedReads();
    });
  }

  /// Takes in what a read brought.
  ///
  /// @param at when it was made
  public void endRead(RunStore.Reads reads, Collection<LiveRun> rows, Instant at) {
    locked(() -> board.accept(reads, rows, at, running::contains));
  }

  /// A read failed and may be tried again.
  public void failRead(List<RunStore.Cursor> reads) {
    locked(() -> board.failed(reads));
  }

  /// Picks at most `most` runs that are due, each for a worker with free slots, and holds the
  /// slots.
  ///
  /// @param at the moment, by the database's clock and the monotonic one
  /// @return claims to write, one for each shard and worker
  public List<OwnershipStore.NewClaim> pick(Roster.Heard at, UUID node, int most) {
    return locked(() -> {
      crew.at(at.nanos());
      keepFreeForHeavyWork(at.at());
      Map<Map.Entry<Integer, WorkerId>, UUID> batches = new HashMap<>();
      Map<UUID, List<LiveRun>> picked = new HashMap<>();
      Board.Round round = board.round(at.at(), crew::canServe);
      for (int i = 0; i < most; i++) {
        LiveRun run = round.next();
        if (run == null) {
          break;
        }
        Worker worker = crew.leastLoaded(Requirement.of(run));
        UUID batch =
            batches.computeIfAbsent(
                Map.entry(run.shard(), worker.id), key -> ids.next(key.getKey()));
        picked.computeIfAbsent(batch, _ -> new ArrayList<>()).add(run);
        enter(new LiveAttempt(run, worker.id, batch, worker.incarnation), false);
      }
      return batches.entrySet().stream().map(b -> claim(b, picked, node)).toList();
    });
  }

  /// Once a second: work that needs several slots of one worker and has been waiting gets one kept
  /// free.
  private void keepFreeForHeavyWork(Instant now) {
    if (now.isBefore(reservedAt.plus(RESERVE_EVERY))) {
      return;
    }
    reservedAt = now;
    for (LiveRun heavy : board.heavySince(now.minus(RESERVE_AFTER))) {
      Requirement wanted = Requirement.of(heavy);
      if (!crew.canServe(wanted)) {
        crew.reserve(wanted);
      }
    }
  }

  private OwnershipStore.NewClaim claim(
      Map.Entry<Map.Entry<Integer, WorkerId>, UUID> batch,
      Map<UUID, List<LiveRun>> picked,
      UUID node) {
    int shard = batch.getKey().getKey();
    List<LiveRun> runs = picked.getOrDefault(batch.getValue(), List.of());
    UUID token = board.token(shard);
    return new OwnershipStore.NewClaim(
        shard,
        token == null ? new UUID(0, 0) : token,
        batch.getValue(),
        node,
        batch.getKey().getValue().value(),
        runs.stream().map(LiveRun::id).toList(),
        runs.stream().map(LiveRun::attempt).toList());
  }

  /// When something in memory that is not due yet will be, or empty.
  public Optional<Instant> nextDue(Instant now) {
    return Optional.ofNullable(locked(() -> board.nextDue(now)));
  }

  /// Claims have been committed: their attempts are handed to their workers. Payloads that were
  /// left out come along.
  ///
  /// @return the runs that have been given out
  public List<LiveRun> claimed(
      List<OwnershipStore.NewClaim> written, Instant at, Map<UUID, LiveRun> complete) {
    return locked(() -> {
      List<LiveRun> given = new ArrayList<>();
      for (OwnershipStore.NewClaim claim : written) {
        for (UUID id : claim.ids()) {
          LiveAttempt attempt = running.get(id);
          if (attempt != null && attempt.batch.equals(claim.batch())) {
            attempt = withPayload(attempt, complete.get(id));
            attempt.stage = LiveAttempt.Stage.CLAIMED;
            attempt.claimedAt = at;
            given.add(attempt.run);
          }
        }
        crew.tell(new WorkerId(claim.worker()));
      }
      return given;
    });
  }

  private LiveAttempt withPayload(LiveAttempt attempt, @Nullable LiveRun complete) {
    if (complete == null) {
      return attempt;
    }
    LiveAttempt whole =
        new LiveAttempt(complete, attempt.worker, attempt.batch, attempt.incarnation);
    running.exchange(whole);
    return whole;
  }

  /// The runs among some claims whose payload was left out.
  public List<LiveRun> withoutPayload(List<OwnershipStore.NewClaim> written) {
    return locked(() ->
        written.stream()
            .flatMap(claim -> claim.ids().stream())
            .map(running::get)
            .filter(attempt -> attempt != null && attempt.run.payloadLeftOut())
            .map(attempt -> attempt.run)
            .toList());
  }

  /// Claims could not be written: their runs are let go of and read again.
  public void unclaimed(List<OwnershipStore.NewClaim> refused) {
    locked(() -> {
      for (OwnershipStore.NewClaim claim : refused) {
        for (UUID id : claim.ids()) {
          LiveAttempt attempt = running.get(id);
          if (attempt != null && attempt.batch.equals(claim.batch())) {
            leave(attempt);
            board.hint(
                new RunStore.Hint(attempt.run.shard(), attempt.run.lane(), attempt.run.due()));
          }
        }
      }
    });
  }

  /// An attempt under way, or empty.
  public Optional<LiveAttempt.Snapshot> attempt(UUID run) {
    return locked(() -> Optional.ofNullable(running.get(run)).map(LiveAttempt::snapshot));
  }

  /// Begins to end an attempt: from here on nobody else can.
  ///
  /// @return the attempt, or empty when it is not under way or is ending already
  public Optional<LiveAttempt.Snapshot> beginEnding(UUID run, int number) {
    return locked(() -> {
      LiveAttempt attempt = running.get(run);
      if (attempt == null
          || attempt.run.attempt() != number
          || attempt.stage == LiveAttempt.Stage.ENDING) {
        return Optional.empty();
      }
      attempt.stage = LiveAttempt.Stage.ENDING;
      return Optional.of(attempt.snapshot());
    });
  }

  /// Ending could not be written; the attempt is as it was.
  public void resumeAttempt(UUID run) {
    locked(() -> {
      LiveAttempt attempt = running.get(run);
      if (attempt != null && attempt.stage == LiveAttempt.Stage.ENDING) {
        attempt.stage = LiveAttempt.Stage.RUNNING;
      }
    });
  }

  /// A waiting run is taken out of memory so that it can end without an attempt, or be changed. It
  /// stays out, whatever is read meanwhile, until [#over] or [#attemptEnded] is told of it.
  ///
  /// @return false when an attempt of it is under way
  public boolean withdraw(LiveRun run) {
    return locked(() -> {
      if (running.contains(run.id())) {
        return false;
      }
      board.remove(run);
      return true;
    });
  }

  /// The end of an attempt is committed, and its run is given another one.
  public void attemptEnded(LiveRun run) {
    locked(() -> ended(run));
  }

  /// The ends of runs are committed.
  public void over(Collection<LiveRun> runs) {
    locked(() -> {
      for (LiveRun run : runs) {
        ended(run);
        board.over(run.id());
        if (run.job() != null) {
          running.jobRunOver(run.job());
        }
      }
    });
  }

  private void ended(LiveRun run) {
    LiveAttempt attempt = running.get(run.id());
    if (attempt != null) {
      leave(attempt);
    }
    board.ended(run.id(), run.attempt());
  }

  /// Asks for an attempt to end.
  ///
  /// @return false when no attempt of the run is under way
  public boolean stop(UUID run, LiveAttempt.Stop stop) {
    return locked(() -> {
      LiveAttempt attempt = running.get(run);
      if (attempt == null) {
        return false;
      }
      attempt.stop = stop;
      crew.tell(attempt.worker);
      return true;
    });
  }

  /// Batches of claims of which nothing is under way any more, by shard; each is returned once.
  public Map<Integer, Set<UUID>> takeEmptyClaims() {
    return locked(running::takeEmptyClaims);
  }

  /// Batches that could not be removed are returned again by the next [#takeEmptyClaims].
  public void returnEmptyClaims(Map<Integer, Set<UUID>> batches) {
    locked(() -> running.returnEmptyClaims(batches));
  }

  /// A new run of a recurring job exists.
  public void jobFired(UUID job) {
    locked(() -> running.jobFired(job));
  }

  /// How many runs of a recurring job wait or are under way.
  public int liveRunsOf(UUID job) {
    return locked(() -> running.liveRunsOf(job));
  }

  /// What there is, in numbers.
  public record Counts(
      int shards,
      int waiting,
      int attempts,
      Map<Integer, Integer> waitingByQueue,
      Map<Integer, Integer> attemptsByQueue) {}

  /// What there is, in numbers; waiting counts only what stands in memory.
  public Counts counts() {
    return locked(() ->
        new Counts(
            board.shards().size(),
            board.waiting(),
            running.all().size(),
            board.waitingByQueue(),
            running.byQueue()));
  }

  /// What stands in memory, by kind of work.
  ///
  /// @param more lanes of which more may wait than stands in memory
  public record Needs(Map<Need.Kind, Need> byKind, List<Lane> more) {}

  /// What stands in memory, by kind of work.
  public Needs needs() {
    return locked(() -> {
      Need.Tally tally = new Need.Tally();
      board.tally(tally);
      running.all().forEach(a -> tally.runs(a.run.lane().queue(), Requirement.of(a.run)));
      return new Needs(tally.needs, board.lanesWithMore());
    });
  }

  /// What keeps a due run from starting besides workers, or empty: a full queue, a limit, an order.
  public Optional<Obstacle> obstacle(LiveRun run, Instant now) {
    return locked(() -> {
      Integer full = board.fullAt(run.lane());
      Closure closure = board.closure(run, now);
      if (closure != null) {
        return Optional.of(new Obstacle(full, closure, holders(closure, run)));
      }
      return full == null ? Optional.empty() : Optional.of(new Obstacle(full, null, List.of()));
    });
  }

  /// What keeps a due run from starting.
  ///
  /// @param queueLimit how many runs of its queue may be under way, when as many are; else null
  /// @param closure the key that holds it back, or null
  /// @param holders runs that hold what it waits for, as many as are worth naming
  public record Obstacle(
      @Nullable Integer queueLimit, @Nullable Closure closure, List<UUID> holders) {}

  private List<UUID> holders(Closure closure, LiveRun run) {
    if (closure.first() != null) {
      return List.of(closure.first());
    }
    if (closure.kind() != Closure.Kind.CONCURRENCY) {
      return List.of();
    }
    return running.all().stream()
        .map(attempt -> attempt.run)
        .filter(other -> Limits.sharesConcurrency(other, run))
        .map(LiveRun::id)
        .limit(NAMED)
        .toList();
  }

  @Nullable LiveAttempt attemptUnderLock(UUID run) {
    return running.get(run);
  }

  Collection<LiveAttempt> attemptsUnderLock() {
    return running.all();
  }

  private void enter(LiveAttempt attempt, boolean restored) {
    running.enter(attempt);
    crew.hold(attempt);
    board.began(attempt.run, restored);
  }

  private void forget(LiveAttempt attempt) {
    running.forget(attempt);
    crew.release(attempt);
    board.attemptEnded(attempt.run);
  }

  private void leave(LiveAttempt attempt) {
    running.leave(attempt);
    crew.release(attempt);
    board.attemptEnded(attempt.run);
  }
}
