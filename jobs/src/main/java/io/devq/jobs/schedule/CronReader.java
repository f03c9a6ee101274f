package io.devq.jobs.schedule;

import io.devq.base.Problem;
import io.devq.jobs.schedule.CronDays.MonthDay;
import io.devq.jobs.schedule.CronDays.NthWeekday;
import io.devq.jobs.schedule.CronField.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads cron expressions, and explains what is wrong with those that are none.
final class CronReader {

  private static final int MOST_CHARS = 200;

  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 0 1 1 *",
          "@annually", "0 0 0 1 1 *",
          "@monthly", "0 0 0 1 * *",
          "@weekly", "0 0 0 * * 0",
          "@daily", "0 0 0 * * *",
          "@midnight", "0 0 0 * * *",
          "@hourly", "0 0 * * * *");

  private static final Pattern MONTH_DAY =
      Pattern.compile("L(?:-([0-9]{1,2}))?|(LW)|([0-9]{1,2})W");
  private static final Pattern NTH = Pattern.compile("([0-7]|[A-Z]{3})(?:L|#([1-5]))");

  private final String text;
  private final String seed;
  private final String[] fields;
  private final boolean withSeconds;

  private CronReader(String text, String seed) {
    this.text = text;
    this.seed = seed;
    String expression = text.strip();
    if (expression.length() > MOST_CHARS) {
      throw invalid("it is longer than " + MOST_CHARS + " characters");
    }
    String[] given = expression.split("\\s+");
    this.withSeconds = given.length != 5;
    this.fields = six(expression, given).split(" ");
  }

  private String six(String expression, String[] given) {
    return switch (given.length) {
      case 1 -> named(expression);
      case 5 -> "0 " + String.join(" ", given);
      case 6 -> String.join(" ", given);
      default -> throw invalid("it has " + given.length + " fields");
    };
  }

  private String named(String expression) {
    String meant = NAMED.get(expression.toLowerCase(Locale.ROOT));
    if (meant == null) {
      throw invalid(
          expression.startsWith("@every")
              ? "an interval is a schedule of its own; give \"every\" instead of \"cron\", a second"
                  + " or more"
              : expression.startsWith("@")
                  ? "there are @yearly, @monthly, @weekly, @daily and @hourly"
                  : "it has one field");
    }
    return meant;
  }

  /// Reads an expression.
  ///
  /// @param seed what `H` is hashed from
  /// @throws Problem `invalid_cron`
  static CronExpression read(String text, String seed) {
    CronReader reader = new CronReader(text, seed);
    CronExpression cron = reader.expression();
    if (!cron.everFires()) {
      throw reader.invalid("it never fires");
    }
    return cron;
  }

  private CronExpression expression() {
    long[] bits = new long[CronField.values().length];
    List<MonthDay> monthDays = new ArrayList<>();
    List<NthWeekday> nths = new ArrayList<>();
    for (CronField field : CronField.values()) {
      for (String part : fields[field.ordinal()].split(",", -1)) {
        try {
          bits[field.ordinal()] |= part(field, part, monthDays, nths);
        } catch (Refused refused) {
          throw badField(field, refused);
        }
      }
    }
    return new CronExpression(
        bits[CronField.SECOND.ordinal()],
        bits[CronField.MINUTE.ordinal()],
        bits[CronField.HOUR.ordinal()],
        new CronDays(
            bits[CronField.MONTH.ordinal()],
            bits[CronField.DAY.ordinal()],
            monthDays,
            restricted(CronField.DAY),
            bits[CronField.WEEKDAY.ordinal()],
            nths,
            restricted(CronField.WEEKDAY)));
  }

  private long part(CronField field, String part, List<MonthDay> monthDays, List<NthWeekday> nths) {
    Matcher day = MONTH_DAY.matcher(part.toUpperCase(Locale.ROOT));
    if (field == CronField.DAY && day.matches()) {
      monthDays.add(monthDay(day));
      return 0;
    }
    Matcher nth = NTH.matcher(part.toUpperCase(Locale.ROOT));
    if (field == CronField.WEEKDAY && nth.matches()) {
      int number = nth.group(2) == null ? 0 : CronField.number(nth.group(2));
      nths.add(new NthWeekday(field.value(nth.group(1)) % 7, number));
      return 0;
    }
    return field.bits(part, seed);
  }

  private static MonthDay monthDay(Matcher day) {
    if (day.group(2) != null) {
      return new MonthDay(0, 0, true);
    }
    if (day.group(3) != null) {
      return new MonthDay(CronField.DAY.value(day.group(3)), 0, true);
    }
    int back = day.group(1) == null ? 0 : CronField.number(day.group(1));
    if (back > 30) {
      throw new Refused("no month is that long");
    }
    return new MonthDay(0, back, false);
  }

  private boolean restricted(CronField field) {
    String first = fields[field.ordinal()];
    return !first.startsWith("*") && !first.startsWith("?");
  }

  private Problem badField(CronField field, Refused refused) {
    return invalid(
        "field "
            + (field.ordinal() + (withSeconds ? 1 : 0))
            + ", the "
            + field.title()
            + ", is \""
            + fields[field.ordinal()]
            + "\" and can be "
            + field.range()
            + ", *, a list, a range, a step such as */2, or H ("
            + refused.getMessage()
            + ")");
  }

  private Problem invalid(String why) {
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
}
