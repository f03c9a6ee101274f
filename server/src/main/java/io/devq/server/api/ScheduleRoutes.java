package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.jobs.Calendar;
import io.devq.jobs.Forecast;
import io.devq.jobs.Jobs;
import io.devq.jobs.Schedule;
import io.devq.jobs.Zones;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `/schedules/preview`: when a schedule would fire, before it is anybody's. `/calendars`: the
/// named days that schedules follow.
public final class ScheduleRoutes {

  private static final int USUAL = 10;
  private static final int MOST = 200;

  private final Jobs jobs;

  /// Routes to this door.
  public ScheduleRoutes(Jobs jobs) {
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/schedules/preview",
                Role.VIEWER,
                "Tells when a schedule would fire, also around the next clock change",
                this::preview)
            .takes(Schedules.Ask.class)
            .gives(200, Schedules.Preview.class),
        Route.get("/api/v1/calendars", Role.VIEWER, "Lists calendars by name", this::calendars)
            .gives(200, Views.Page.class, Schedules.Calendar.class),
        Route.get("/api/v1/calendars/{name}", Role.VIEWER, "Shows a calendar", this::calendar)
            .gives(200, Schedules.Calendar.class),
        Route.put(
                "/api/v1/calendars/{name}",
                Role.OPERATOR,
                "Makes a calendar or replaces it",
                this::putCalendar)
            .takes(Schedules.Calendar.class)
            .gives(200, Schedules.Calendar.class),
        Route.delete(
            "/api/v1/calendars/{name}",
            Role.OPERATOR,
            "Removes a calendar that no live job follows",
            this::deleteCalendar));
  }

  private Response calendars(Request request) {
    List<Schedules.Calendar> all =
        jobs.schedules().calendars(request.project()).stream().map(ScheduleWire::view).toList();
    return Response.json(new Views.Page<>(all, null));
  }

  private Response calendar(Request request) {
    return Response.json(
        ScheduleWire.view(jobs.schedules().calendar(request.project(), request.parameter("name"))));
  }

  private Response putCalendar(Request request) throws IOException {
    Calendar calendar =
        ScheduleWire.calendar(request.parameter("name"), request.json(Schedules.Calendar.class));
    jobs.schedules().putCalendar(request.project(), calendar);
    return Response.json(ScheduleWire.view(calendar));
  }

  private Response deleteCalendar(Request request) {
    jobs.schedules().deleteCalendar(request.project(), request.parameter("name"));
    return Response.done();
  }

  private Response preview(Request request) throws IOException {
    Schedules.Ask ask = request.json(Schedules.Ask.class);
    if (!(ScheduleWire.schedule(ask.schedule()) instanceof Schedule.Recurring schedule)) {
      throw Problem.invalid(
          "invalid_schedule",
          "Only a schedule with cron, every or everyAfter can be previewed.",
          "/schedule");
    }
    int count = ask.count() == null ? USUAL : ask.count();
    if (count < 1 || count > MOST) {
      throw Problem.invalid("invalid_field", "count is 1 to " + MOST + ".", "/count");
    }
    String name = ask.schedule().zone();
    ZoneId zone = name == null ? ZoneOffset.UTC : Zones.parse(name);
    Forecast forecast =
        jobs.schedules().preview(request.project(), schedule, ask.name(), zone, ask.from(), count);
    return Response.json(
        new Schedules.Preview(
            name == null ? "UTC" : zone.getId(),
            view(forecast.next()),
            view(forecast.change()),
            forecast.remark()));
  }

  private static List<Schedules.Firing> view(List<Forecast.Firing> firings) {
    return firings.stream()
        .map(firing ->
            new Schedules.Firing(
                firing.at(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(firing.local()),
                firing.skipped() == null ? null : JobWire.wire(firing.skipped()),
                firing.note()))
        .toList();
  }

  private static Schedules.@Nullable ClockChange view(Forecast.@Nullable ClockChange change) {
    return change == null
        ? null
        : new Schedules.ClockChange(
            change.at(),
            change.kind().name().toLowerCase(Locale.ROOT),
            DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(change.from()),
            DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(change.to()),
            view(change.around()));
  }
}
