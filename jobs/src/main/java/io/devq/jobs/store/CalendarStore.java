package io.devq.jobs.store;

import io.devq.base.JobId;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.jobs.Calendar;
import io.devq.jobs.Recurrence;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calendars of projects.
public final class CalendarStore {

  private static final Queries SQL = Queries.load(CalendarStore.class, "schedules.sql");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;

  /// The calendars of `database`.
  public CalendarStore(Database database) {
    this.database = database;
  }

  /// All calendars of a project, by name.
  public List<Calendar> all(int project) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("calendars"))
            .bind("project", project)
            .list(row -> read(row.text("name"), row.text("definition"))));
  }

  /// Changes when any calendar does.
  public String stamp() {
    return database.autocommit(
        sql -> sql.statement(SQL.get("calendar_stamp")).one(row -> row.text("stamp")));
  }

  /// Makes a calendar or replaces it.
  public void put(int project, Calendar calendar) {
    database.inTransaction(sql -> {
      sql.statement(SQL.get("put_calendar"))
          .bind("project", project)
          .bind("name", calendar.name())
          .bind("definition", write(calendar))
          .update();
    });
  }

  /// Removes a calendar.
  ///
  /// @return false when there is none of that name
  public boolean delete(int project, String name) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("delete_calendar"))
            .bind("project", project)
            .bind("name", name)
            .update())
        == 1;
  }

  /// The live jobs whose schedule follows a calendar.
  public List<JobId> followers(int project, String name) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("schedules_with_calendars"))
                .bind("project", project)
                .list(row -> new Follower(new JobId(row.uuid("id")), days(row.text("schedule")))))
        .stream()
        .filter(job -> job.days.include().contains(name) || job.days.exclude().contains(name))
        .map(Follower::id)
        .toList();
  }

  private record Follower(JobId id, Recurrence.Days days) {}

  private static Recurrence.Days days(String schedule) {
    return ScheduleCodec.read(schedule).schedule().recurrence().days();
  }

  private static String write(Calendar calendar) {
    ObjectNode node = JSON.createObjectNode();
    add(node, "weekly", calendar.weekly());
    add(node, "include", calendar.include());
    add(node, "exclude", calendar.exclude());
    return JSON.writeValueAsString(node);
  }

  private static void add(
      ObjectNode node, String field, Collection<? extends Comparable<?>> values) {
    new TreeSet<>(values).forEach(value -> node.withArray(field).add(value.toString()));
  }

  private static Calendar read(String name, String definition) {
    JsonNode node = JSON.readTree(definition);
    return new Calendar(
        name,
        texts(node, "weekly", DayOfWeek::valueOf),
        texts(node, "include", LocalDate::parse),
        texts(node, "exclude", LocalDate::parse));
  }

  private static <T> Set<T> texts(JsonNode node, String field, Function<String, T> read) {
    return node.path(field)
        .valueStream()
        .map(value -> read.apply(value.asString()))
        .collect(Collectors.toSet());
  }
}
