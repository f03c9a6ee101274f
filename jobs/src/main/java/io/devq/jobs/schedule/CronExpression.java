package io.devq.jobs.schedule;

import io.devq.base.Problem;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cron expression: 5 fields (minute hour day month weekday), 6 with seconds first, or `@hourly`
/// and friends. Weekdays are 0 to 7, 0 and 7 both Sunday, or names. `L`, `LW`, `15W`, `5L` and
/// `fri#2` are days that depend on the month; `H` is a value of the field hashed from a seed, so
/// that many jobs spread by themselves.
///
/// The rule for clock changes: a local time that does not exist runs once, at the transition; one
/// that comes twice runs once, the first time. An expression that fires in every hour follows
/// elapsed time instead, so `*/5` fires every five minutes through any change. [Schedule.Clocks]
/// says otherwise where that is wanted.
public final class CronExpression {

  private static final long ALL_HOURS = (1L << 24) - 1;
  private static final YearMonth FIRST_MONTH = YearMonth.of(2024, 1);
  private static final YearMonth LAST_MONTH = YearMonth.of(JobLimits.LAST_YEAR, 12);
  private static final int DAY = 86_400;

  private final long seconds;
  private final long minutes;
  private final long hours;
  private final CronDays days;

  CronExpression(long seconds, long minutes, long hours, CronDays days) {
    this.seconds = seconds;
    this.minutes = minutes;
    this.hours = hours;
    this.days = days;
  }

  /// Reads an expression that does not depend on the job it is of.
  ///
  /// @throws Problem `invalid_cron` when it is none, or when it never fires
  public static CronExpression parse(String text) {
    return parse(text, "");
  }

  /// Reads an expression.
  ///
  /// @param seed what `H` is hashed from: the name of the job, or its id
  /// @throws Problem `invalid_cron` when it is none, or when it never fires
  public static CronExpression parse(String text, String seed) {
    return CronReader.read(text, seed);
  }

  /// A firing.
  ///
  /// @param wall the local time that the expression names; the clocks of the zone show another one
  ///   when that time does not exist. Null when the expression follows elapsed time.
  /// @param left whether the schedule says to leave it out, because its local time does not exist
  record Firing(Instant at, @Nullable LocalDateTime wall, boolean left) {}

  /// The first firing strictly after a moment under the usual rule for clock changes, or empty when
  /// there is none any more.
  public Optional<Instant> next(Instant after, ZoneId zone) {
    return Optional.ofNullable(firing(after, zone, Schedule.Clocks.USUAL)).map(Firing::at);
  }

  /// The first firing strictly after a moment, or null when there is none any more.
  @Nullable Firing firing(Instant after, ZoneId zone, Schedule.Clocks clocks) {
    return new ZoneClocks(this, zone.getRules(), clocks).after(after);
  }

  /// Whether it fires in every hour of its days, so that it follows elapsed time.
  boolean everyHour() {
    return hours == ALL_HOURS;
  }

  /// Whether a day fits when either of both restricted fields, day of the month and weekday, fits.
  boolean eitherDay() {
    return days.either();
  }

  boolean everFires() {
    return nextMonthWithDays(FIRST_MONTH) != null;
  }

  private @Nullable YearMonth nextMonthWithDays(YearMonth from) {
    YearMonth month = from;
    while (!month.isAfter(LAST_MONTH)) {
      if (days.of(month) != 0) {
        return month;
      }
      month = month.plusMonths(1);
    }
    return null;
  }

  /// The first local time at or after another that the expression names, as seconds since 1970 on
  /// the local clock; [Long#MAX_VALUE] when there is none before the horizon.
  long atOrAfter(long local) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
    if (days.has(date)) {
      int time = timeAtOrAfter((int) Math.floorMod(local, (long) DAY));
      if (time >= 0) {
        return date.toEpochDay() * DAY + time;
      }
    }
    LocalDate next = dayAfter(date);
    return next == null ? Long.MAX_VALUE : next.toEpochDay() * DAY + timeAtOrAfter(0);
  }

  private @Nullable LocalDate dayAfter(LocalDate date) {
    YearMonth month = YearMonth.from(date);
    long later = days.of(month) & (-2L << date.getDayOfMonth());
    if (later == 0) {
      month = nextMonthWithDays(month.plusMonths(1));
      later = month == null ? 0 : days.of(month);
    }
    return month == null ? null : month.atDay(Long.numberOfTrailingZeros(later));
  }

  /// The first time of day, in seconds, at or after another; -1 when there is none on the day.
  private int timeAtOrAfter(int time) {
    int hour = time / 3600;
    int minute = time / 60 % 60;
    int second = next(seconds, time % 60);
    if (second < 0) {
      second = next(seconds, 0);
      minute++;
    }
    int fitting = next(minutes, minute);
    if (fitting != minute) {
      second = next(seconds, 0);
    }
    if (fitting < 0) {
      fitting = next(minutes, 0);
      hour++;
    }
    int fittingHour = next(hours, hour);
    if (fittingHour < 0) {
      return -1;
    }
    return fittingHour == hour
        ? hour * 3600 + fitting * 60 + second
        : fittingHour * 3600 + next(minutes, 0) * 60 + next(seconds, 0);
  }

  private static int next(long bits, int from) {
    long rest = from > 63 ? 0 : bits >>> from;
    return rest == 0 ? -1 : from + Long.numberOfTrailingZeros(rest);
  }

  /// How many local times the expression names from one, inclusive, to another, exclusive; both in
  /// seconds since 1970 on the local clock.
  long countBetween(long from, long to) {
    long count = 0;
    long at = from;
    while (at < to) {
      LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(at, DAY));
      long midnight = date.toEpochDay() * DAY;
      if (date.getDayOfMonth() == 1 && at == midnight && monthEnd(date) <= to) {
        count += Long.bitCount(days.of(YearMonth.from(date))) * timesBefore(DAY);
        at = monthEnd(date);
      } else {
        if (days.has(date)) {
          count +=
              timesBefore((int) Math.min(DAY, to - midnight)) - timesBefore((int) (at - midnight));
        }
        at = midnight + DAY;
      }
    }
    return count;
  }

  private static long monthEnd(LocalDate first) {
    return first.plusMonths(1).toEpochDay() * DAY;
  }

  /// How many times of day come before one.
  private long timesBefore(int time) {
    if (time >= DAY) {
      return (long) Long.bitCount(hours) * Long.bitCount(minutes) * Long.bitCount(seconds);
    }
    LocalTime clock = LocalTime.ofSecondOfDay(time);
    long count = below(hours, clock.getHour()) * Long.bitCount(minutes) * Long.bitCount(seconds);
    if ((hours >>> clock.getHour() & 1) == 1) {
      count += below(minutes, clock.getMinute()) * Long.bitCount(seconds);
      if ((minutes >>> clock.getMinute() & 1) == 1) {
        count += below(seconds, clock.getSecond());
      }
    }
    return count;
  }

  private static long below(long bits, int value) {
    return Long.bitCount(bits & ((1L << value) - 1));
  }
}
