package io.devq.jobs;

import io.devq.base.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door to schedules: when one would fire, and the calendars it follows.
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
