package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.jobs.Forecast;
import io.devq.jobs.Jobs;
import io.devq.jobs.Schedule;
import io.devq.jobs.Zones;
import io.devq.protocol.Schedules;
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

/// `/schedules/preview`: when a schedule would fire, before it is anybody's.
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
            .gives(200, Schedules.Preview.class));
  }

  private Response preview(Request request) throws IOException {
    Schedules.Ask ask = request.json(Schedules.Ask.class);
    if (!(JobWire.schedule(ask.schedule()) instanceof Schedule.Recurring schedule)) {
      throw Problem.invalid(
          "invalid_schedule", "Only a schedule with cron or every can be previewed.", "/schedule");
    }
    int count = ask.count() == null ? USUAL : ask.count();
    if (count < 1 || count > MOST) {
      throw Problem.invalid("invalid_field", "count is 1 to " + MOST + ".", "/count");
    }
    String name = ask.schedule().zone();
    ZoneId zone = name == null ? ZoneOffset.UTC : Zones.parse(name);
    Forecast forecast = jobs.preview(schedule, zone, ask.from(), count);
    return Response.json(
        new Schedules.Preview(
            name == null ? "UTC" : zone.getId(), view(forecast.next()), view(forecast.change())));
  }

  private static List<Schedules.Firing> view(List<Forecast.Firing> firings) {
    return firings.stream()
        .map(firing ->
            new Schedules.Firing(
                firing.at(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(firing.local()),
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
