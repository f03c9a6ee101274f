package io.devq.jobs.schedule;

import io.devq.base.Shards;
import java.util.Locale;
import java.util.OptionalInt;

/// The kinds of field of a cron expression: what each may hold, and how it is read into a set of
/// bits, one for each value.
enum CronField {
  SECOND("second", "0 to 59", 0, 59, ""),
  MINUTE("minute", "0 to 59", 0, 59, ""),
  HOUR("hour", "0 to 23", 0, 23, ""),
  DAY("day of the month", "1 to 31, L, L-3, LW or 15W", 1, 31, ""),
  MONTH("month", "1 to 12 or jan to dec", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"),
  WEEKDAY("day of the week", "0 to 7 or sun to sat, 5L or fri#2", 0, 7, "SUNMONTUEWEDTHUFRISAT");

  /// Letters of a name.
  private static final int NAME = 3;

  /// The last day of the month that every month has: hashed days stay within it.
  private static final int IN_EVERY_MONTH = 28;

  private final String title;
  private final String range;
  private final int first;
  private final int last;
  private final String names;

  CronField(String title, String range, int first, int last, String names) {
    this.title = title;
    this.range = range;
    this.first = first;
    this.last = last;
    this.names = names;
  }

  /// What people call it.
  String title() {
    return title;
  }

  /// What it can be, in words.
  String range() {
    return range;
  }

  /// A part of a field is not what it can be.
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why, null, false, false);
    }
  }

  /// The values of one part of a list.
  ///
  /// @param part such as `*`, `5`, `1-5`, `*/2`, `10-40/15`, `H`, `H/15`, `H(0-29)/10`
  /// @param seed what `H` is hashed from
  /// @throws Refused when it is none
  long bits(String part, String seed) {
    String text = part.toUpperCase(Locale.ROOT);
    int slash = text.indexOf('/');
    String span = slash < 0 ? text : text.substring(0, slash);
    int step = slash < 0 ? 0 : number(text.substring(slash + 1));
    if (slash >= 0 && (step < 1 || step > last)) {
      throw new Refused("the step is 1 to " + last);
    }
    if (span.startsWith("H")) {
      return hashed(span.substring(1), step, seed);
    }
    if (span.equals("*") || span.equals("?")) {
      return stepped(first, this == WEEKDAY ? last - 1 : last, Math.max(step, 1));
    }
    int dash = span.indexOf('-');
    if (dash < 0) {
      int from = value(span);
      return stepped(from, slash < 0 ? from : this == WEEKDAY ? 6 : last, Math.max(step, 1));
    }
    int from = value(span.substring(0, dash));
    int to = value(span.substring(dash + 1));
    if (this == WEEKDAY && to == 0 && from > 0) {
      to = 7;
    }
    if (from > to) {
      throw new Refused("a range goes up");
    }
    return stepped(from, to, Math.max(step, 1));
  }

  private long hashed(String range, int step, String seed) {
    int from = first;
    int to = this == DAY ? IN_EVERY_MONTH : this == WEEKDAY ? 6 : last;
    if (!range.isEmpty()) {
      int dash = range.indexOf('-');
      if (!range.startsWith("(") || !range.endsWith(")") || dash < 0) {
        throw new Refused("write H, H/15, H(0-29) or H(0-29)/10");
      }
      from = value(range.substring(1, dash));
      to = value(range.substring(dash + 1, range.length() - 1));
      if (from > to) {
        throw new Refused("a range goes up");
      }
    }
    long hash = Shards.hash(seed + '\0' + name());
    if (step == 0) {
      return bit(from + (int) Long.remainderUnsigned(hash, to - from + 1L));
    }
    int offset = (int) Long.remainderUnsigned(hash, Math.min(step, to - from + 1L));
    return stepped(from + offset, to, step);
  }

  private long stepped(int from, int to, int step) {
    long bits = 0;
    for (int value = from; value <= to; value += step) {
      bits |= bit(value);
    }
    return bits;
  }

  /// Sunday is 0 and 7.
  private long bit(int value) {
    return 1L << (this == WEEKDAY && value == 7 ? 0 : value);
  }

  /// A value by its number or name.
  ///
  /// @throws Refused when it is none of this field
  int value(String text) {
    int named = text.length() == NAME ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
    if (named >= 0 && named % NAME == 0) {
      return named / NAME + first;
    }
    int value = number(text);
    if (value < first || value > last) {
      throw new Refused("it is outside " + range);
    }
    return value;
  }

  /// A number of one or two ASCII digits.
  static int number(String text) {
    return asNumber(text).orElseThrow(() -> new Refused("it is no number"));
  }

  private static OptionalInt asNumber(String text) {
    if (text.isEmpty() || text.length() > 2) {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return OptionalInt.empty();
      }
      number = number * 10 + digit - '0';
    }
    return OptionalInt.of(number);
  }
}
