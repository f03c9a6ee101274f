package io.devq.protocol;

import io.devq.base.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When schedules will fire, as the API shows it.
public final class Schedules {

  private Schedules() {}

  /// A question.
  ///
  /// @param schedule with `cron`, `every` or `everyAfter`; its zone is UTC when not said
  /// @param from after which moment; now when not said
  /// @param count how many firings, 1 to 200; 10 when not said
  /// @param name of the job it would be of, on which `H` and `spread` depend
  public record Ask(
      Views.Schedule schedule,
      @Nullable Instant from,
      @Nullable Integer count,
      @Nullable String name) {}

  /// The answer.
  ///
  /// @param zone whose clocks `local` shows
  /// @param change the next change of those clocks; left out when none is known
  /// @param remark what the schedule does that one may not expect
  public record Preview(
      String zone, List<Firing> next, @Nullable ClockChange change, @Nullable String remark) {}

  /// One firing.
  ///
  /// @param local the same moment on the zone's clocks, with their offset from UTC
  /// @param skipped why it will not run: `calendar` or `dst`; left out when it will
  /// @param note what a change of the clocks or a calendar does to it; left out when nothing
  public record Firing(Instant at, String local, @Nullable String skipped, @Nullable String note) {}

  /// Clocks that are put forward or back.
  ///
  /// @param kind `missing` when the local times do not exist, `twice` when they come twice
  /// @param from the first such local time
  /// @param to the first local time after them
  /// @param around the last firings before the change and the first ones from it on
  public record ClockChange(Instant at, String kind, String from, String to, List<Firing> around) {}

  /// A named set of days of a project: all days of some weekdays and the dates that are added,
  /// without the dates that are taken out.
  ///
  /// @param weekly weekdays, `mon` to `sun`
  /// @param include dates such as `2026-12-25` that belong to it although their weekday does not
  /// @param exclude dates that do not belong to it although their weekday does
  public record Calendar(
      @Nullable String name,
      @Nullable List<String> weekly,
      @Nullable List<String> include,
      @Nullable List<String> exclude) {}

  /// How a job is to be paused.
  ///
  /// @param note why, up to 500 characters
  public record Pause(@Nullable String note) {}

  /// Nominal times of the past that shall run.
  ///
  /// @param from the first one, inclusive
  /// @param to the last one, exclusive; not after now
  /// @param again whether those that became runs already run once more
  /// @param dryRun whether they are only counted
  public record Backfill(
      Instant from, Instant to, @Nullable Boolean again, @Nullable Boolean dryRun) {}

  /// What a backfill did, or would do.
  ///
  /// @param runs how many nominal times run
  /// @param already how many are left out because they became runs before
  /// @param ids of the new runs, in the order of their nominal times; empty after a dry run
  public record Backfilled(long runs, long already, List<RunId> ids) {}
}
