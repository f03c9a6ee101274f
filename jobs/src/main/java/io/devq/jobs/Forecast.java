package io.devq.jobs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a schedule will fire, as the engine would fire it.
///
/// @param next the next firings, earliest first; fewer than asked for when it ends
/// @param change the next change of the zone's clocks and what it does to the firings around it, or
///   null when none is known
/// @param remark what the schedule does that one may not expect, or null
public record Forecast(List<Firing> next, @Nullable ClockChange change, @Nullable String remark) {

  /// One firing.
  ///
  /// @param local the same moment on the zone's clocks
  /// @param skipped why it will not run, CALENDAR or DST, or null when it will
  /// @param note what a change of the clocks or a calendar does to this firing, or null
  public record Firing(
      Instant at,
      OffsetDateTime local,
      Occurrence.@Nullable Reason skipped,
      @Nullable String note) {}

  /// Clocks that are put forward or back.
  ///
  /// @param kind whether local times are left out or come twice
  /// @param from the first local time that does not exist or comes twice
  /// @param to the first local time after those
  /// @param around the last firings before the change and the first ones from it on
  public record ClockChange(
      Instant at, Kind kind, LocalDateTime from, LocalDateTime to, List<Firing> around) {}

  /// What a change does to local times.
  public enum Kind {
    /// They do not exist: clocks are put forward.
    MISSING,
    /// They come twice: clocks are put back.
    TWICE
  }
}
