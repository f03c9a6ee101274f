package io.devq.server.http;

import io.devq.base.Durations;
import io.devq.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The query parameters of a request. Only those that the route declares can be read. A parameter
/// given with an empty value counts as not given.
public final class Query {

  private final Route route;
  private final Function<String, List<String>> values;

  Query(Route route, Function<String, List<String>> values) {
    this.route = route;
    this.values = values;
  }

  /// All values of a parameter that may be repeated.
  public List<String> all(String name) {
    if (!route.knows(name)) {
      throw new IllegalStateException(route.path() + " does not declare the query " + name);
    }
    return values.apply(name).stream().filter(value -> !value.isEmpty()).toList();
  }

  /// A text.
  ///
  /// @throws Problem `repeated_parameter`
  public Optional<String> text(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw Problem.invalid("repeated_parameter", "Give the parameter " + name + " only once.");
    }
    return all.stream().findFirst();
  }

  /// Anything that reads from text, such as an id.
  ///
  /// @throws Problem that of `parse`
  public <T> Optional<T> as(String name, Function<String, T> parse) {
    return text(name).map(parse);
  }

  /// A whole number, `absent` when it is not given.
  ///
  /// @throws Problem `invalid_parameter` when it is no number or outside `least` to `most`
  public long number(String name, long absent, long least, long most) {
    return text(name).map(text -> number(name, text, least, most)).orElse(absent);
  }

  /// A whole number that fits an `int`. As [#number].
  public int integer(String name, int absent, int least, int most) {
    return (int) number(name, absent, least, most);
  }

  private static long number(String name, String text, long least, long most) {
    // Long.parseLong would take the digits of every script, and a plus.
    if (text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw bad(name, text, "a whole number from " + least + " to " + most);
  }

  /// A truth value: `true` or `false`; false when it is not given.
  ///
  /// @throws Problem `invalid_parameter`
  public boolean flag(String name) {
    return text(name)
        .map(text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "1", "yes" -> true;
              case "false", "0", "no" -> false;
              default -> throw bad(name, text, "true or false");
            })
        .orElse(false);
  }

  /// A moment, RFC 3339.
  ///
  /// @throws Problem `invalid_parameter`
  public Optional<Instant> instant(String name) {
    return text(name)
        .map(text -> {
          try {
            return Instant.parse(text);
          } catch (DateTimeParseException _) {
            throw bad(name, text, "a time such as 2026-11-22T04:00:00Z");
          }
        });
  }

  /// A length of time, `PT5M` or `5m`.
  ///
  /// @throws Problem `invalid_duration`
  public Optional<Duration> duration(String name) {
    return text(name).map(Durations::parse);
  }

  /// One of the constants of an enum, in any case.
  ///
  /// @throws Problem `invalid_parameter` that lists them
  public <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
    return text(name).map(text -> constant(name, type, text));
  }

  /// Some of the constants of an enum: repeated, or parted by commas.
  ///
  /// @throws Problem `invalid_parameter` that lists them
  public <E extends Enum<E>> List<E> constants(String name, Class<E> type) {
    return all(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .filter(text -> !text.isBlank())
        .map(text -> constant(name, type, text.strip()))
        .toList();
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
    E[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            bad(
                name,
                text,
                "one of "
                    + Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(", "))));
  }

  private static Problem bad(String name, String text, String wanted) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.invalid(
        "invalid_parameter",
        "The parameter " + name + " is \"" + shown + "\"; it is " + wanted + ".");
  }
}
