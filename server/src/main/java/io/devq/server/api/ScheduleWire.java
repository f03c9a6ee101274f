package io.devq.server.api;

import static io.devq.server.api.JobWire.constant;
import static io.devq.server.api.JobWire.orElse;
import static io.devq.server.api.JobWire.wire;

import io.devq.base.Problem;
import io.devq.jobs.Calendar;
import io.devq.jobs.CatchUp;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import io.devq.jobs.Zones;
import io.devq.protocol.ScheduleBuilder;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Schedules and calendars between the wire and the engine.
final class ScheduleWire {

  private static final int WEEKDAY_CHARS = 3;

  private ScheduleWire() {}

  static Schedule schedule(Views.@Nullable Schedule wire) {
    if (wire == null) {
      return new Schedule.Now();
    }
    long given =
        Stream.of(wire.cron(), wire.at(), wire.delay(), wire.every(), wire.everyAfter())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      throw Problem.invalid(
          "invalid_schedule",
          "A schedule has exactly one of cron, at, delay, every and everyAfter.",
          "/schedule");
    }
    if (wire.at() != null || wire.delay() != null) {
      refuse(wire, "a schedule that fires once has none", false);
      return wire.at() != null
          ? new Schedule.At(wire.at())
          : new Schedule.After(Objects.requireNonNull(wire.delay()));
    }
    if (wire.cron() == null) {
      refuse(wire, "only cron knows the clocks of a zone", true);
      return wire.every() != null
          ? new Schedule.Every(wire.every(), recurrence(wire))
          : new Schedule.EveryAfter(Objects.requireNonNull(wire.everyAfter()), recurrence(wire));
    }
    ZoneId zone = wire.zone() == null ? ZoneOffset.UTC : Zones.parse(wire.zone());
    return new Schedule.Cron(wire.cron(), zone, clocks(wire), recurrence(wire));
  }

  /// Refuses what would be without effect.
  private static void refuse(Views.Schedule wire, String why, boolean recurs) {
    refuse("zone", recurs ? null : wire.zone(), why);
    refuse("gap", wire.gap(), why);
    refuse("fold", wire.fold(), why);
    if (!recurs) {
      refuse("overlap", wire.overlap(), why);
      refuse("catchUp", wire.catchUp(), why);
      refuse("start", wire.start(), why);
      refuse("end", wire.end(), why);
      refuse("maxRuns", wire.maxRuns(), why);
      refuse("calendars", wire.calendars(), why);
    }
  }

  private static void refuse(String field, @Nullable Object value, String why) {
    if (value != null) {
      throw Problem.invalid(
          "invalid_schedule", "Leave " + field + " out: " + why + ".", "/schedule/" + field);
    }
  }

  private static Schedule.Clocks clocks(Views.Schedule wire) {
    return new Schedule.Clocks(
        wire.gap() == null
            ? null
            : constant("/schedule/gap", wire.gap(), Schedule.Gap.values(), Schedule.Gap.SKIP),
        wire.fold() == null
            ? null
            : constant("/schedule/fold", wire.fold(), Schedule.Fold.values(), Schedule.Fold.FIRST));
  }

  private static Recurrence recurrence(Views.Schedule wire) {
    Recurrence usual = Recurrence.DEFAULT;
    Views.Calendars calendars = wire.calendars();
    return new Recurrence(
        new Recurrence.Conduct(
            constant("/schedule/overlap", wire.overlap(), Overlap.values(), usual.overlap()),
            orElse(wire.queueLimit(), usual.conduct().queueLimit()),
            orElse(wire.pauseOnFailure(), false)),
        new Recurrence.MakeUp(
            constant(
                "/schedule/catchUp", wire.catchUp(), CatchUp.values(), usual.makeUp().policy()),
            orElse(wire.catchUpWindow(), usual.makeUp().window()),
            orElse(wire.catchUpLimit(), usual.makeUp().limit())),
        new Recurrence.Span(wire.start(), wire.end(), wire.maxRuns()),
        new Recurrence.Spread(
            orElse(wire.jitter(), Duration.ZERO), orElse(wire.spread(), Duration.ZERO)),
        calendars == null
            ? usual.days()
            : new Recurrence.Days(
                orElse(calendars.include(), List.of()), orElse(calendars.exclude(), List.of())));
  }

  static Views.@Nullable Schedule view(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Now _, Schedule.After _ -> null;
      case Schedule.At at -> Views.Schedule.with().at(at.time()).build();
      case Schedule.Every every ->
          view(Views.Schedule.with().every(every.interval()), every.recurrence());
      case Schedule.EveryAfter every ->
          view(Views.Schedule.with().everyAfter(every.pause()), every.recurrence());
      case Schedule.Cron cron ->
          view(
              Views.Schedule.with()
                  .cron(cron.expression())
                  .zone(cron.zone().equals(ZoneOffset.UTC) ? "UTC" : cron.zone().getId())
                  .gap(cron.clocks().gap() == null ? null : wire(cron.clocks().gap()))
                  .fold(cron.clocks().fold() == null ? null : wire(cron.clocks().fold())),
              cron.recurrence());
    };
  }

  private static Views.Schedule view(ScheduleBuilder builder, Recurrence rule) {
    Recurrence.Conduct conduct = rule.conduct();
    return builder
        .overlap(wire(conduct.overlap()))
        .queueLimit(conduct.overlap() == Overlap.QUEUE_ALL ? (Integer) conduct.queueLimit() : null)
        .pauseOnFailure(conduct.pauseOnFailure() ? Boolean.TRUE : null)
        .catchUp(wire(rule.makeUp().policy()))
        .catchUpWindow(rule.makeUp().window())
        .catchUpLimit(rule.makeUp().limit())
        .start(rule.span().start())
        .end(rule.span().end())
        .maxRuns(rule.span().maxRuns())
        .jitter(rule.spread().jitter().isZero() ? null : rule.spread().jitter())
        .spread(rule.spread().window().isZero() ? null : rule.spread().window())
        .calendars(
            rule.days().none()
                ? null
                : new Views.Calendars(rule.days().include(), rule.days().exclude()))
        .build();
  }

  static Calendar calendar(String name, Schedules.Calendar wire) {
    if (wire.name() != null && !wire.name().equals(name)) {
      throw Problem.invalid(
          "invalid_calendar",
          "The name in the address is \"" + name + "\"; leave it out.",
          "/name");
    }
    return new Calendar(
        name,
        read("/weekly", wire.weekly(), ScheduleWire::weekday),
        read("/include", wire.include(), LocalDate::parse),
        read("/exclude", wire.exclude(), LocalDate::parse));
  }

  private static DayOfWeek weekday(String text) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> brief(day).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new DateTimeException("no weekday"));
  }

  private static String brief(DayOfWeek day) {
    return day.name().substring(0, WEEKDAY_CHARS).toLowerCase(Locale.ROOT);
  }

  private static <T> Set<T> read(
      String pointer, @Nullable List<String> texts, Function<String, T> reader) {
    return orElse(texts, List.<String>of()).stream()
        .map(text -> {
          try {
            return reader.apply(text);
          } catch (DateTimeException _) {
            throw Problem.invalid(
                "invalid_calendar",
                "\""
                    + text
                    + "\" is none of "
                    + (pointer.equals("/weekly") ? "mon to sun." : "the dates such as 2026-12-25."),
                pointer);
          }
        })
        .collect(Collectors.toSet());
  }

  static Schedules.Calendar view(Calendar calendar) {
    return new Schedules.Calendar(
        calendar.name(),
        calendar.weekly().stream().sorted().map(ScheduleWire::brief).toList(),
        sorted(calendar.include()),
        sorted(calendar.exclude()));
  }

  private static List<String> sorted(Collection<LocalDate> dates) {
    return dates.stream().sorted().map(LocalDate::toString).toList();
  }
}
