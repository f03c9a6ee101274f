package io.devq.jobs.store;

import io.devq.base.Shards;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Sharing;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of the live runs.
///
/// @param job the recurring job it is of, or null when it is a one-time job itself
/// @param attempt the number of the attempt to give next, or of the one under way
/// @param failures attempts that failed and count
/// @param lost attempts whose worker was lost
/// @param gate what may keep it from starting although it is due
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
    Gate gate,
    boolean payloadLeftOut)
    implements Comparable<LiveRun> {

  /// When a run is due that waits for others: no reading position ever meets it.
  public static final Instant NEVER = OffsetDateTime.MAX.toInstant();

  /// What may keep a run from starting although it is due.
  ///
  /// @param group names all runs with the same sharing keys, or null when it has none: such runs
  ///   can be read apart
  /// @param hold before when it does not start, or null
  /// @param serial whether it waits for other runs of its job
  public record Gate(@Nullable Long group, @Nullable Instant hold, boolean serial) {

    /// Nothing.
    public static final Gate OPEN = new Gate(null, null, false);

    /// The group of runs that share these keys, or null when there are none.
    public static @Nullable Long group(Sharing sharing, @Nullable UUID serialJob) {
      if (!sharing.keyed() && serialJob == null) {
        return null;
      }
      return Shards.hash(
          String.join(
              "\0",
              String.valueOf(sharing.fairKey()),
              sharing.concurrency() == null ? "" : "c" + sharing.concurrency().key(),
              sharing.rate() == null ? "" : "r" + sharing.rate().key(),
              sharing.orderKey() == null ? "" : "o" + sharing.orderKey(),
              serialJob == null ? "" : serialJob.toString()));
    }
  }

  /// The job's id: of the recurring job, or of the run itself.
  public UUID jobId() {
    return job == null ? id : job;
  }

  /// Whether it waits for other jobs to end.
  public boolean blocked() {
    return due.equals(NEVER);
  }

  /// When it is due, or wants to be once nothing blocks it.
  public Instant wantedAt() {
    Instant wanted = gate.hold() == null ? createdAt : gate.hold();
    return blocked() ? wanted : due;
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
