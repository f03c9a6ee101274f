package io.devq.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one kind of work in a queue needs of workers now.
///
/// @param labels what its workers must offer
/// @param waiting due runs that wait for a worker
/// @param estimated whether `waiting` is counted in parts: more wait than stand in memory
/// @param oldestDueAt when the one that has waited longest was due, or null when none waits
/// @param arrivalsPerSecond how many come due, as a mean of about the last half minute
/// @param meanRun how long one takes, as a mean of the last ones; a guess of ten seconds before any
///   has ended
/// @param running slots that are taken by it
/// @param workers workers that could run it, draining ones left out
/// @param slots how many slots those have
/// @param wantedSlots how many slots it should have: enough to keep up with what arrives (Little's
///   law) and to work the backlog off in the time asked for, but no more than there are runs
public record Demand(
    String type,
    List<String> labels,
    long waiting,
    boolean estimated,
    @Nullable Instant oldestDueAt,
    double arrivalsPerSecond,
    Duration meanRun,
    int running,
    int workers,
    int slots,
    long wantedSlots) {

  /// How long one worker with one slot would work on what waits.
  public Duration work() {
    return meanRun.multipliedBy(waiting);
  }
}
