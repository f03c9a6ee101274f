package io.devq.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When schedules will fire, as the API shows it.
public final class Schedules {

  private Schedules() {}

  /// A question.
  ///
  /// @param schedule with `cron` or `every`; its zone is UTC when not said
  /// @param from after which moment; now when not said
  /// @param count how many firings, 1 to 200; 10 when not said
  public record Ask(Views.Schedule schedule, @Nullable Instant from, @Nullable Integer count) {}

  /// The answer.
  ///
  /// @param zone whose clocks `local` shows
  /// @param change the next change of those clocks; left out when none is known
  public record Preview(String zone, List<Firing> next, @Nullable ClockChange change) {}

  /// One firing.
  ///
  /// @param local the same moment on the zone's clocks, with their offset from UTC
  /// @param note what a change of the clocks does to it; left out when nothing
  public record Firing(Instant at, String local, @Nullable String note) {}

  /// Clocks that are put forward or back.
  ///
  /// @param kind `missing` when the local times do not exist, `twice` when they come twice
  /// @param from the first such local time
  /// @param to the first local time after them
  /// @param around the last firings before the change and the first ones from it on
  public record ClockChange(Instant at, String kind, String from, String to, List<Firing> around) {}
}
