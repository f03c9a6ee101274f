package io.devq.jobs.service;

import io.devq.jobs.Calendar;
import io.devq.jobs.Recurrence;
import io.devq.jobs.schedule.OpenDays;
import io.devq.jobs.store.CalendarStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calendars of all projects that schedules of this node follow, as they were when looked at
/// last.
final class KnownCalendars {

  private final CalendarStore store;
  private final Map<Integer, Map<String, Calendar>> byProject = new HashMap<>();
  private String stamp = "";

  KnownCalendars(CalendarStore store) {
    this.store = store;
  }

  /// Looks whether any calendar has changed, and forgets all if so.
  boolean changed() {
    String now = store.stamp();
    synchronized (this) {
      boolean changed = !now.equals(stamp);
      if (changed) {
        stamp = now;
        byProject.clear();
      }
      return changed;
    }
  }

  /// The days that the calendars of a schedule leave open. A calendar that is not there has no
  /// days.
  synchronized OpenDays open(int project, Recurrence.Days days) {
    if (days.none()) {
      return OpenDays.ALL;
    }
    Map<String, Calendar> known = byProject.computeIfAbsent(project, this::read);
    return new OpenDays(found(known, days.include()), found(known, days.exclude()));
  }

  /// Whether there is a calendar of that name.
  synchronized boolean has(int project, String name) {
    return byProject.computeIfAbsent(project, this::read).containsKey(name);
  }

  private Map<String, Calendar> read(int project) {
    Map<String, Calendar> calendars = new HashMap<>();
    store.all(project).forEach(calendar -> calendars.put(calendar.name(), calendar));
    return calendars;
  }

  private static List<Calendar> found(Map<String, Calendar> known, List<String> names) {
    return names.stream()
        .map(name -> known.getOrDefault(name, new Calendar(name, Set.of(), Set.of(), Set.of())))
        .toList();
  }
}
