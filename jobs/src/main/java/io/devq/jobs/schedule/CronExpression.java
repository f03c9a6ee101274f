package io.devq.jobs.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.devq.base.Problem;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cron expression: 5 fields (minute hour day month weekday), 6 with seconds first, or `@hourly`
/// and friends. Weekdays are 0 to 7, 0 and 7 both Sunday, or names.
///
/// The rule for clock changes: a local time that does not exist runs once, at the transition; one
/// that comes twice runs once, the first time. An expression that fires in every hour follows
/// elapsed time instead, so `*/5` fires every five minutes through any change.
public final class CronExpression {

  private static final CronDefinition DEFINITION =
      CronDefinitionBuilder.defineCron()
          .withSeconds()
          .withValidRange(0, 59)
          .and()
          .withMinutes()
          .withValidRange(0, 59)
          .and()
          .withHours()
          .withValidRange(0, 23)
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .withMondayDoWValue(1)
          .withIntMapping(7, 0)
          .and()
          .instance();

  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 0 1 1 *",
          "@annually", "0 0 0 1 1 *",
          "@monthly", "0 0 0 1 * *",
          "@weekly", "0 0 0 * * 0",
          "@daily", "0 0 0 * * *",
          "@midnight", "0 0 0 * * *",
          "@hourly", "0 0 * * * *");

  private record Field(String name, String range) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("second", "0 to 59"),
          new Field("minute", "0 to 59"),
          new Field("hour", "0 to 23"),
          new Field("day of the month", "1 to 31"),
          new Field("month", "1 to 12 or jan to dec"),
          new Field("day of the week", "0 to 7 or sun to sat"));

  private static final int MOST_CHARS = 200;

  private final ExecutionTime execution;
  private final boolean everyHour;

  private CronExpression(ExecutionTime execution, boolean everyHour) {
    this.execution = execution;
    this.everyHour = everyHour;
  }

  /// Reads an expression.
  ///
  /// @throws Problem `invalid_cron` when it is none, or when it never fires
  public static CronExpression parse(String text) {
    String expression = text.strip();
    if (expression.length() > MOST_CHARS) {
      throw invalid(text, "it is longer than " + MOST_CHARS + " characters");
    }
    String[] fields = expression.split("\\s+");
    String six =
        switch (fields.length) {
          case 1 ->
              Optional.ofNullable(NAMED.get(expression))
                  .orElseThrow(() -> invalid(text, "it has one field"));
          case 5 -> "0 " + expression;
          case 6 -> expression;
          default -> throw invalid(text, "it has " + fields.length + " fields");
        };
    CronExpression cron =
        new CronExpression(ExecutionTime.forCron(read(text, six)), everyHour(six));
    if (cron.nextLocal(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
      throw invalid(text, "it never fires");
    }
    return cron;
  }

  private static Cron read(String text, String six) {
    try {
      return new CronParser(DEFINITION).parse(six).validate();
    } catch (IllegalArgumentException refused) {
      throw invalid(text, badField(text, six).orElse(String.valueOf(refused.getMessage())));
    }
  }

  /// Names the first field that is wrong by itself.
  private static Optional<String> badField(String text, String six) {
    String[] fields = six.split("\\s+");
    int left = text.strip().split("\\s+").length == 5 ? 1 : 0;
    for (int i = 0; i < fields.length; i++) {
      String[] alone = {"*", "*", "*", "*", "*", "*"};
      alone[i] = fields[i];
      if (!reads(String.join(" ", alone))) {
        return Optional.of(
            "field "
                + (i + 1 - left)
                + ", the "
                + FIELDS.get(i).name
                + ", is \""
                + fields[i]
                + "\" and can be "
                + FIELDS.get(i).range
                + ", *, a list, a range or a step such as */2");
      }
    }
    return Optional.empty();
  }

  private static boolean reads(String six) {
    try {
      var _ = new CronParser(DEFINITION).parse(six).validate();
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean everyHour(String six) {
    String[] fields = six.split("\\s+");
    return fields[2].equals("*") || fields[2].equals("*/1");
  }

  private static Problem invalid(String text, String why) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.invalid(
        "invalid_cron",
        "\""
            + shown
            + "\" is not a cron expression: "
            + why
            + ". Write five fields (minute hour day month weekday), such as"
            + " \"0 4 * * sun\", six with seconds first, or @daily.",
        "/schedule/cron");
  }

  /// A firing.
  ///
  /// @param wall the local time that the expression names; the clocks of the zone show another one
  ///   when that time does not exist. Null when the expression follows elapsed time.
  record Firing(Instant at, @Nullable LocalDateTime wall) {}

  /// The first firing strictly after a moment, or empty when there is none any more.
  public Optional<Instant> next(Instant after, ZoneId zone) {
    return firing(after, zone).map(Firing::at);
  }

  /// The first firing strictly after a moment, or empty when there is none any more.
  Optional<Firing> firing(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return everyHour
        ? nextElapsed(after, rules).map(at -> new Firing(at, null))
        : nextOnTheWall(after, rules);
  }

  private Optional<Firing> nextOnTheWall(Instant after, ZoneRules rules) {
    LocalDateTime from = LocalDateTime.ofInstant(after, rules.getOffset(after));
    for (int tries = 0; tries < 10_000; tries++) {
      Optional<LocalDateTime> local = nextLocal(from);
      if (local.isEmpty()) {
        return Optional.empty();
      }
      Instant moment = onTheWall(local.get(), rules);
      if (moment.isAfter(after)) {
        return Optional.of(new Firing(moment, local.get()));
      }
      from = local.get();
    }
    return Optional.empty();
  }

  private static Instant onTheWall(LocalDateTime local, ZoneRules rules) {
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition != null && transition.isGap()) {
      return transition.getInstant();
    }
    return local.toInstant(
        transition == null ? rules.getOffset(local) : transition.getOffsetBefore());
  }

  private Optional<Instant> nextElapsed(Instant after, ZoneRules rules) {
    Instant from = after;
    Instant offsetSince = after;
    for (int tries = 0; tries < 1_000; tries++) {
      ZoneOffset offset = rules.getOffset(offsetSince);
      Optional<LocalDateTime> local = nextLocal(LocalDateTime.ofInstant(from, offset));
      if (local.isEmpty()) {
        return Optional.empty();
      }
      Instant moment = local.get().toInstant(offset);
      ZoneOffsetTransition transition = rules.nextTransition(offsetSince);
      if (transition == null || moment.isBefore(transition.getInstant())) {
        return Optional.of(moment);
      }
      offsetSince = transition.getInstant();
      from = offsetSince.minusNanos(1);
    }
    return Optional.empty();
  }

  // Firings are whole seconds, so those after a moment are those after the second it is in; given a
  // fraction, the library would keep it when every second fires.
  private Optional<LocalDateTime> nextLocal(LocalDateTime from) {
    return execution
        .nextExecution(from.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
        .map(next -> next.toLocalDateTime());
  }
}
