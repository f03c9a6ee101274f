package io.devq.jobs.dispatch;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of the key that holds a run back.
///
/// @param key the key's name
/// @param underWay how many with the key are under way
/// @param limit how many may be, or may start in the time of a rate
/// @param first the run that goes before it, for an order
/// @param until when it frees, where that is known
public record Closure(
    Kind kind, String key, int underWay, int limit, @Nullable UUID first, @Nullable Instant until) {

  /// What kind of key it is.
  public enum Kind {
    /// At most so many under way.
    CONCURRENCY,
    /// At most so many starts in a time.
    RATE,
    /// One after the other, until each is over.
    ORDER,
    /// One run of a job at a time.
    JOB,
    /// Not before a time.
    HOLD
  }
}
