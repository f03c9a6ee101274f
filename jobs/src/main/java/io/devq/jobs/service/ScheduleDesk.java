package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.Calendar;
import io.devq.jobs.Forecast;
import io.devq.jobs.Job;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import io.devq.jobs.Schedules;
import io.devq.jobs.schedule.Fates;
import io.devq.jobs.schedule.OpenDays;
import io.devq.jobs.schedule.Preview;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.JobStore;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one can tell recurring jobs to do, and ask of schedules.
final class ScheduleDesk implements Schedules {

  private final Stores stores;
  private final Queries queries;
  private final Wishes wishes;
  private final Firing firing;
  private final Backfills backfills;
  private final DatabaseTime time;

  ScheduleDesk(
      Stores stores,
      Queries queries,
      Wishes wishes,
      Firing firing,
      Backfills backfills,
      DatabaseTime time) {
    this.stores = stores;
    this.queries = queries;
    this.wishes = wishes;
    this.firing = firing;
    this.backfills = backfills;
    this.time = time;
  }

  /// When a new job fires first.
  ///
  /// @throws Problem `invalid_schedule` when it never does
  Instant first(int project, UUID id, @Nullable String name, Schedule.Recurring schedule) {
    Instant first = timetable(project, id, name, schedule).first(time.now());
    if (!first.isBefore(Timetable.NEVER)) {
      throw Problem.invalid(
          "invalid_schedule",
          "This schedule never fires: it ends before its first time, or that lies beyond the year "
              + JobLimits.LAST_YEAR
              + ".",
          "/schedule");
    }
    return first;
  }

  private Timetable timetable(
      int project, UUID id, @Nullable String name, Schedule.Recurring schedule) {
    return new Timetable(
        schedule, name == null ? id.toString() : name, open(project, schedule.recurrence().days()));
  }

  private OpenDays open(int project, Recurrence.Days days) {
    if (days.none()) {
      return OpenDays.ALL;
    }
    KnownCalendars known = new KnownCalendars(stores.calendars());
    Stream.concat(days.include().stream(), days.exclude().stream())
        .filter(name -> !known.has(project, name))
        .findFirst()
        .ifPresent(name -> {
          throw unknownCalendar(name).at("/schedule/calendars");
        });
    return known.open(project, days);
  }

  private static Problem unknownCalendar(String name) {
    return Problem.notFound(
        "unknown_calendar",
        "There is no calendar \"" + name + "\" in this project; make it first.");
  }

  /// Replaces what a recurring job does and when. A schedule that is as it was goes on as it did.
  Job update(String project, JobId id, JobSpec spec, @Nullable String ifVersion) {
    JobStore.JobRow row = requireRecurring(project, id);
    if (!(spec.schedule() instanceof Schedule.Recurring recurring)) {
      throw Problem.conflict(
          "not_recurring", id + " is a recurring job and stays one; delete it to replace it.");
    }
    JobSpec renamed = spec.withName(row.spec().name());
    boolean same = recurring.equals(row.spec().schedule());
    Instant next = same ? null : first(row.project(), row.id(), row.spec().name(), recurring);
    Fates.Passed passed = same ? null : passedWhilePaused(row, time.now());
    switch (stores.recurrences().update(row, renamed, ifVersion, next, passed)) {
      case DONE -> {}
      case STALE -> throw Wishes.stale(id);
      case UNKNOWN -> throw done(id);
    }
    wishes.scheduleChanged(row.project(), id);
    return queries.require(project, id);
  }

  private static Problem done(JobId id) {
    return Problem.conflict("job_done", id + " has ended or was deleted; make a new one.");
  }

  void pause(String project, JobId id, String by, @Nullable String note) {
    if (note != null && note.length() > JobLimits.NOTE_CHARS) {
      throw Problem.invalid(
          "invalid_note", "A note has " + JobLimits.NOTE_CHARS + " characters at most.", "/note");
    }
    JobStore.JobRow row = requireRecurring(project, id);
    if (!stores.recurrences().pause(row.project(), row.id(), by, note)
        && !requireRecurring(project, id).state().equals(Job.State.PAUSED.name())) {
      throw done(id);
    }
    wishes.scheduleChanged(row.project(), id);
  }

  void resume(String project, JobId id) {
    JobStore.JobRow row = requireRecurring(project, id);
    if (!(row.spec().schedule() instanceof Schedule.Recurring recurring) || row.paused() == null) {
      return;
    }
    Instant now = time.now();
    Instant next = timetable(row, recurring).first(now);
    stores
        .recurrences()
        .resume(row.project(), row.id(), continued(row, next, now), passedWhilePaused(row, now));
    wishes.scheduleChanged(row.project(), id);
  }

  /// An interval goes on in the step it had.
  private static Instant continued(JobStore.JobRow row, Instant first, Instant now) {
    JobStore.Paused paused = row.paused();
    boolean every = row.spec().schedule() instanceof Schedule.Every;
    return every && paused != null && paused.from().isBefore(Timetable.NEVER)
        ? plainTimetable(row).after(now, paused.from())
        : first;
  }

  private Timetable timetable(JobStore.JobRow row, Schedule.Recurring schedule) {
    return timetable(row.project(), row.id(), row.spec().name(), schedule);
  }

  /// The nominal times that have passed of a job that is paused, or null when none has.
  static Fates.@Nullable Passed passedWhilePaused(JobStore.JobRow row, Instant now) {
    JobStore.Paused paused = row.paused();
    if (paused == null || !paused.from().isBefore(now)) {
      return null;
    }
    String note = paused.by() + (paused.note() == null ? "" : ": " + paused.note());
    return Fates.range(plainTimetable(row), paused.from(), now, Reason.PAUSED, note);
  }

  private static Timetable plainTimetable(JobStore.JobRow row) {
    if (!(row.spec().schedule() instanceof Schedule.Recurring recurring)) {
      throw new IllegalStateException(row.id() + " is stored as a recurring job and is none");
    }
    String name = row.spec().name();
    return new Timetable(recurring, name == null ? row.id().toString() : name, OpenDays.ALL);
  }

  void delete(String project, JobId id) {
    JobStore.JobRow row = requireRecurring(project, id);
    stores.recurrences().delete(row.project(), row.id());
    wishes.scheduleChanged(row.project(), id);
  }

  private JobStore.JobRow requireRecurring(String project, JobId id) {
    int number = stores.catalog().project(project);
    return stores
        .jobs()
        .job(number, id.value())
        .orElseThrow(() -> {
          queries.require(project, id);
          return Problem.conflict(
              "not_recurring", id + " is a one-time job; only recurring jobs can be changed so.");
        });
  }

  /// Begins a run of a job beside its schedule.
  ///
  /// @return where it stands
  RunStore.Hint trigger(String project, JobId id, RunId run) {
    JobStore.JobRow row = requireRecurring(project, id);
    boolean ours = firing.begins(id.value(), run.value());
    RunStore.Hint hint =
        stores
            .runs()
            .appendOf(id.shard(), id.value(), row.project(), run.value())
            .orElseThrow(() -> done(id));
    if (!ours) {
      wishes.scheduleChanged(row.project(), id);
    }
    return hint;
  }

  @Override
  public Forecast preview(
      String project,
      Schedule.Recurring schedule,
      @Nullable String name,
      ZoneId zone,
      @Nullable Instant from,
      int count) {
    Timetable timetable =
        new Timetable(
            schedule,
            name == null ? "" : name,
            open(stores.catalog().project(project), schedule.recurrence().days()));
    return Preview.of(timetable, zone, from == null ? time.now() : from, count);
  }

  @Override
  public Backfilled backfill(String project, JobId id, Backfill range) {
    JobStore.JobRow row = requireRecurring(project, id);
    if (!(row.spec().schedule() instanceof Schedule.Recurring recurring)) {
      throw new IllegalStateException(id + " is stored as a recurring job and is none");
    }
    if (row.state().equals(Job.State.DELETED.name())) {
      throw done(id);
    }
    return backfills.fill(row, timetable(row, recurring), range);
  }

  @Override
  public List<Calendar> calendars(String project) {
    return stores.calendars().all(stores.catalog().project(project));
  }

  @Override
  public Calendar calendar(String project, String name) {
    return calendars(project).stream()
        .filter(calendar -> calendar.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknownCalendar(name));
  }

  @Override
  public void putCalendar(String project, Calendar calendar) {
    List<Calendar> known = calendars(project);
    boolean isNew = known.stream().noneMatch(other -> other.name().equals(calendar.name()));
    if (isNew && known.size() >= JobLimits.CALENDARS) {
      throw Problem.conflict(
          "too_many_calendars", "A project has at most " + JobLimits.CALENDARS + " calendars.");
    }
    stores.calendars().put(stores.catalog().project(project), calendar);
  }

  @Override
  public void deleteCalendar(String project, String name) {
    int number = stores.catalog().project(project);
    List<JobId> followers = stores.calendars().followers(number, name);
    if (!followers.isEmpty()) {
      throw Problem.conflict(
          "calendar_in_use",
          "\""
              + name
              + "\" is followed by "
              + followers.size()
              + " jobs, "
              + followers.getFirst()
              + " among them; change their schedules first.");
    }
    if (!stores.calendars().delete(number, name)) {
      throw unknownCalendar(name);
    }
  }
}
