package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door to schedules: when one would fire, its nominal times of the past, and the calendars it
/// follows.
public interface Schedules {

  /// When a schedule would fire if it began now; nothing is created.
  ///
  /// @param name of the job it would be of, on which `H` and the spread window depend, or null
  /// @param zone whose clocks are shown when the schedule itself has no zone
  /// @param from after which moment, or null for now by the database's clock
  /// @throws Problem `invalid_cron`, `invalid_interval`, `unknown_calendar`
  Forecast preview(
      String project,
      Schedule.Recurring schedule,
      @Nullable String name,
      ZoneId zone,
      @Nullable Instant from,
      int count);

  /// Nominal times of the past that shall run.
  ///
  /// @param from the first one, inclusive
  /// @param to the last one, exclusive; not after now
  /// @param again whether those that became runs already run once more
  /// @param dryRun whether they are only counted
  record Backfill(Instant from, Instant to, boolean again, boolean dryRun) {

    /// Checks that there is something between both.
    ///
    /// @throws Problem `invalid_backfill`
    public Backfill {
      if (!from.isBefore(to)) {
        throw Problem.invalid("invalid_backfill", "\"to\" is after \"from\".", "/to");
      }
    }
  }

  /// What a backfill did, or would do.
  ///
  /// @param runs how many nominal times run
  /// @param already how many are left out because they became runs before
  /// @param ids of the new runs, in the order of their nominal times; empty after a dry run
  record Backfilled(long runs, long already, List<RunId> ids) {}

  /// Runs the nominal times of a range that have not run, with the present definition of the job.
  /// The runs stand in line with the other runs of recurring jobs, behind all of them; they do not
  /// count as overlap, and those of a job that does not allow overlap follow each other.
  ///
  /// @throws Problem `backfill_too_large` with the count when there are more than
  ///   [JobLimits#BACKFILL], `invalid_backfill`, `not_recurring`
  Backfilled backfill(String project, JobId job, Backfill range);

  /// All calendars of a project, by name.
  List<Calendar> calendars(String project);

  /// A calendar.
  ///
  /// @throws Problem `unknown_calendar`
  Calendar calendar(String project, String name);

  /// Makes a calendar or replaces it; schedules that follow it go by it within a second.
  ///
  /// @throws Problem `too_many_calendars`
  void putCalendar(String project, Calendar calendar);

  /// Removes a calendar that no live job follows.
  ///
  /// @throws Problem `unknown_calendar`, `calendar_in_use`
  void deleteCalendar(String project, String name);
}
