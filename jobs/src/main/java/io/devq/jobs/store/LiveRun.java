package io.devq.jobs.store;

import io.devq.jobs.JobSpec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of the live runs.
///
/// @param job the recurring job it is of, or null when it is a one-time job itself
/// @param attempt the number of the attempt to give next, or of the one under way
/// @param failures attempts that failed and count
/// @param lost attempts whose worker was lost
/// @param payloadLeftOut whether the payload was too large to be read ahead and must be read before
///   the run is handed out
public record LiveRun(
    int shard,
    Lane lane,
    UUID id,
    Instant due,
    int project,
    @Nullable UUID job,
    @Nullable Instant nominal,
    int attempt,
    int failures,
    int lost,
    Instant createdAt,
    JobSpec spec,
    boolean payloadLeftOut)
    implements Comparable<LiveRun> {

  /// The job's id: of the recurring job, or of the run itself.
  public UUID jobId() {
    return job == null ? id : job;
  }

  /// Due order, ties by id: the order in which a lane's runs start.
  @Override
  public int compareTo(LiveRun other) {
    int byDue = due.compareTo(other.due);
    return byDue != 0 ? byDue : compare(id, other.id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LiveRun run && run.id.equals(id) && run.attempt == attempt;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /// Compares ids as PostgreSQL does, as unsigned bytes.
  public static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
