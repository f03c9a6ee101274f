package io.devq.jobs.dispatch;

import io.devq.base.Shards;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The attempts under way, the batches of claims they stand in, and how many live runs each
/// recurring job has. Guarded by the lock of [Dispatch].
final class RunningSet {

  private final Map<UUID, LiveAttempt> attempts = new HashMap<>();
  private final Map<UUID, Set<UUID>> claims = new HashMap<>();
  private final Map<Integer, Set<UUID>> emptyClaims = new HashMap<>();
  private final Map<UUID, Integer> liveRunsOfJobs = new HashMap<>();

  /// The attempts by run; a view.
  Map<UUID, LiveAttempt> attempts() {
    return attempts;
  }

  @Nullable LiveAttempt get(UUID run) {
    return attempts.get(run);
  }

  boolean contains(UUID run) {
    return attempts.containsKey(run);
  }

  Collection<LiveAttempt> all() {
    return attempts.values();
  }

  void enter(LiveAttempt attempt) {
    attempts.put(attempt.run.id(), attempt);
    claims.computeIfAbsent(attempt.batch, _ -> new HashSet<>()).add(attempt.run.id());
  }

  /// Puts an attempt in the place of one of the same run.
  void exchange(LiveAttempt attempt) {
    attempts.put(attempt.run.id(), attempt);
  }

  /// Lets go of an attempt that another node may look after from now on: its claim stays.
  void forget(LiveAttempt attempt) {
    attempts.remove(attempt.run.id());
    claims.remove(attempt.batch);
  }

  /// An attempt is not under way any more; a claim of which nothing is left can be removed.
  void leave(LiveAttempt attempt) {
    attempts.remove(attempt.run.id());
    Set<UUID> batch = claims.get(attempt.batch);
    if (batch != null && batch.remove(attempt.run.id()) && batch.isEmpty()) {
      claims.remove(attempt.batch);
      emptyClaims.computeIfAbsent(attempt.run.shard(), _ -> new HashSet<>()).add(attempt.batch);
    }
  }

  /// The attempts of a shard.
  List<LiveAttempt> of(int shard) {
    return attempts.values().stream().filter(attempt -> attempt.run.shard() == shard).toList();
  }

  /// A shard has gone to another node.
  void disown(int shard) {
    emptyClaims.remove(shard);
    liveRunsOfJobs.keySet().removeIf(job -> Shards.of(job) == shard);
  }

  /// Claims of which nothing is left, by shard; each is returned once.
  Map<Integer, Set<UUID>> takeEmptyClaims() {
    Map<Integer, Set<UUID>> taken = new HashMap<>(emptyClaims);
    emptyClaims.clear();
    return taken;
  }

  void returnEmptyClaims(Map<Integer, Set<UUID>> batches) {
    batches.forEach((shard, ofShard) ->
        emptyClaims.computeIfAbsent(shard, _ -> new HashSet<>()).addAll(ofShard));
  }

  void know(Map<UUID, Integer> runsOfJobs) {
    liveRunsOfJobs.putAll(runsOfJobs);
  }

  void jobFired(UUID job) {
    liveRunsOfJobs.merge(job, 1, Integer::sum);
  }

  void jobRunOver(UUID job) {
    liveRunsOfJobs.computeIfPresent(job, (_, n) -> n > 1 ? n - 1 : null);
  }

  int liveRunsOf(UUID job) {
    return liveRunsOfJobs.getOrDefault(job, 0);
  }

  Map<Integer, Integer> byQueue() {
    Map<Integer, Integer> counts = new HashMap<>();
    attempts.values().forEach(a -> counts.merge(a.run.lane().queue(), 1, Integer::sum));
    return counts;
  }
}
