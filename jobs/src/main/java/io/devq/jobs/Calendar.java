package io.devq.jobs;

import io.devq.base.Problem;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/// A named set of days of a project, such as its public holidays or its working days: all days of
/// some weekdays and the dates that are added, without the dates that are taken out.
///
/// @param weekly whole weekdays
/// @param include dates that belong to it although their weekday does not
/// @param exclude dates that do not belong to it although their weekday does
public record Calendar(
    String name, Set<DayOfWeek> weekly, Set<LocalDate> include, Set<LocalDate> exclude) {

  /// Checks the bounds.
  ///
  /// @throws Problem `invalid_calendar`
  public Calendar {
    weekly = Set.copyOf(weekly);
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
    Names.check("/name", name);
    if (include.size() + exclude.size() > JobLimits.DATES_OF_A_CALENDAR) {
      throw Problem.invalid(
          "invalid_calendar",
          "A calendar names at most " + JobLimits.DATES_OF_A_CALENDAR + " dates.",
          "/include");
    }
    include.forEach(date -> check("/include", date));
    exclude.forEach(date -> check("/exclude", date));
    for (LocalDate date : include) {
      if (exclude.contains(date)) {
        throw Problem.invalid(
            "invalid_calendar", date + " is both included and excluded.", "/exclude");
      }
    }
  }

  private static void check(String pointer, LocalDate date) {
    if (date.getYear() < JobLimits.FIRST_YEAR || date.getYear() > JobLimits.LAST_YEAR) {
      throw Problem.invalid(
          "invalid_calendar",
          "A date lies in the years "
              + JobLimits.FIRST_YEAR
              + " to "
              + JobLimits.LAST_YEAR
              + ", which "
              + date
              + " does not.",
          pointer);
    }
  }

  /// Whether a day belongs to it.
  public boolean has(LocalDate day) {
    return include.contains(day) || (weekly.contains(day.getDayOfWeek()) && !exclude.contains(day));
  }
}
