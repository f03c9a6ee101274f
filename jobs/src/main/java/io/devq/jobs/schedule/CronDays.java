package io.devq.jobs.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/// The days on which a cron expression fires.
///
/// When both the day of the month and the weekday are restricted, a day that fits either is enough:
/// the rule of Vixie cron, under which a field that begins with `*` is not restricted.
///
/// @param months bits 1 to 12
/// @param days days of the month by number, bits 1 to 31
/// @param monthDays days of the month that depend on the month
/// @param weekdays bits 0 to 6 from Sunday on
/// @param nths weekdays that count within the month
record CronDays(
    long months,
    long days,
    List<MonthDay> monthDays,
    boolean dayRestricted,
    long weekdays,
    List<NthWeekday> nths,
    boolean weekdayRestricted) {

  /// A day that depends on the month: `L`, `L-3`, `LW`, `15W`.
  ///
  /// @param day of the month, or 0 for the last one
  /// @param back how many days before it
  /// @param nearestWorkday whether a Saturday or Sunday is moved to the nearest Monday to Friday of
  ///   the same month
  record MonthDay(int day, int back, boolean nearestWorkday) {

    /// The day, or 0 when the month has none.
    int in(YearMonth month) {
      int last = month.lengthOfMonth();
      int wanted = day == 0 ? last - back : day;
      if (wanted < 1 || wanted > last) {
        return 0;
      }
      if (!nearestWorkday) {
        return wanted;
      }
      return switch (month.atDay(wanted).getDayOfWeek()) {
        case SATURDAY -> wanted > 1 ? wanted - 1 : wanted + 2;
        case SUNDAY -> wanted < last ? wanted + 1 : wanted - 2;
        case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> wanted;
      };
    }
  }

  /// A weekday that counts within the month: `fri#2`, `5L`.
  ///
  /// @param weekday 0 to 6 from Sunday on
  /// @param nth 1 to 5, or 0 for the last one
  record NthWeekday(int weekday, int nth) {

    /// The day, or 0 when the month has none.
    int in(YearMonth month) {
      int first = 1 + Math.floorMod(weekday - numberOf(month.atDay(1).getDayOfWeek()), 7);
      int last = month.lengthOfMonth();
      int wanted = nth == 0 ? first + (last - first) / 7 * 7 : first + (nth - 1) * 7;
      return wanted > last ? 0 : wanted;
    }
  }

  CronDays {
    monthDays = List.copyOf(monthDays);
    nths = List.copyOf(nths);
  }

  private static int numberOf(DayOfWeek day) {
    return day.getValue() % 7;
  }

  /// Whether a day fits when either of both restricted fields fits.
  boolean either() {
    return dayRestricted && weekdayRestricted;
  }

  /// The days of a month, bits 1 to 31.
  long of(YearMonth month) {
    if ((months & (1L << month.getMonthValue())) == 0) {
      return 0;
    }
    long all = ((1L << month.lengthOfMonth()) - 1) << 1;
    long byDay = days;
    for (MonthDay special : monthDays) {
      byDay |= 1L << special.in(month);
    }
    long byWeekday = 0;
    int first = numberOf(month.atDay(1).getDayOfWeek());
    for (int day = 1; day <= month.lengthOfMonth(); day++) {
      byWeekday |= (weekdays >>> ((first + day - 1) % 7) & 1) << day;
    }
    for (NthWeekday nth : nths) {
      byWeekday |= 1L << nth.in(month);
    }
    return all & (either() ? byDay | byWeekday : byDay & byWeekday);
  }

  /// Whether it fires on a day.
  boolean has(LocalDate date) {
    return (of(YearMonth.from(date)) >>> date.getDayOfMonth() & 1) == 1;
  }
}
