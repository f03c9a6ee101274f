package io.devq.jobs.service;

import io.devq.base.Shards;
import io.devq.jobs.store.FiringStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Which runs of the node's recurring jobs are not over, without those of backfills: what overlap
/// is judged by. A set of ids rather than a number, so that an end that is told twice or early does
/// no harm.
final class LiveRuns {

  private final FiringStore firings;
  private final Map<UUID, Set<UUID>> byJob = new HashMap<>();

  LiveRuns(FiringStore firings) {
    this.firings = firings;
  }

  /// Reads a shard anew.
  void load(int shard) {
    Map<UUID, Set<UUID>> live = firings.live(shard);
    synchronized (this) {
      byJob.keySet().removeIf(job -> Shards.of(job) == shard);
      byJob.putAll(live);
    }
  }

  /// Reads some jobs of a shard anew: corrects what was told too late or never.
  void load(int shard, Collection<UUID> jobs) {
    Map<UUID, Set<UUID>> live = firings.live(shard, jobs);
    synchronized (this) {
      jobs.forEach(byJob::remove);
      byJob.putAll(live);
    }
  }

  /// A run is about to begin.
  synchronized void add(UUID job, UUID run) {
    byJob.computeIfAbsent(job, _ -> new HashSet<>()).add(run);
  }

  /// A run is over.
  synchronized void remove(UUID job, UUID run) {
    Set<UUID> live = byJob.get(job);
    if (live != null && live.remove(run) && live.isEmpty()) {
      byJob.remove(job);
    }
  }

  /// How many runs of a job are not over.
  synchronized int count(UUID job) {
    Set<UUID> live = byJob.get(job);
    return live == null ? 0 : live.size();
  }
}
