package io.devq.jobs.schedule;

import io.devq.jobs.Calendar;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The days on which a schedule may fire, by the calendars it follows.
///
/// @param include it fires only on days of one of these; on all days when there are none
/// @param exclude it does not fire on days of any of these
public record OpenDays(List<Calendar> include, List<Calendar> exclude) {

  /// Every day.
  public static final OpenDays ALL = new OpenDays(List.of(), List.of());

  /// Copies the lists.
  public OpenDays {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /// Whether every day is as good as another.
  boolean all() {
    return include.isEmpty() && exclude.isEmpty();
  }

  /// Which calendar rules a day out, in words, or null when none does.
  @Nullable String ruledOut(LocalDate day) {
    for (Calendar calendar : exclude) {
      if (calendar.has(day)) {
        return "the calendar " + calendar.name() + " has this day";
      }
    }
    if (include.isEmpty() || include.stream().anyMatch(calendar -> calendar.has(day))) {
      return null;
    }
    return include.stream()
        .map(Calendar::name)
        .collect(Collectors.joining(" or ", "no day of the calendar ", ""));
  }
}
