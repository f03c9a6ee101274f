package io.devq.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a run is where it is.
///
/// @param code stable, such as `no_worker`
/// @param message one or two sentences for people
/// @param advice what whoever wants it to go on can do, or null
/// @param until when this is expected to change at the latest, or null when that is not known
/// @param line where it stands among those that wait, or null when it does not wait for a worker
public record Why(
    String code,
    String message,
    @Nullable String advice,
    @Nullable Instant until,
    @Nullable Line line) {

  /// As far as places in line are counted.
  public static final int LAST_COUNTED = 10_000;

  /// A place in the line of a queue. New, repeated, recurring and build work stand in lines of
  /// their own, which take turns.
  ///
  /// @param position 1 for the next; [#LAST_COUNTED] + 1 when it is farther back than is counted
  /// @param workers workers that could run it
  /// @param slots how many attempts those can run at once
  /// @param freeSlots how many more they could begin now
  public record Line(long position, int workers, int slots, int freeSlots) {}
}
