package io.devq.server.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// When the other side says to come again: seconds, or a date.
///
/// Source: RFC 9110, section 10.2.3.
public final class RetryAfterHeader {

  /// The longest wait that is believed; more is cut to this.
  public static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfterHeader() {}

  /// How long an answer asks to wait, at most [#LONGEST]; empty when it says nothing, nothing that
  /// can be read, or a time that has passed.
  public static Optional<Duration> of(OutboundAnswer answer, Instant now) {
    return answer.header("Retry-After").flatMap(text -> read(text.strip(), now));
  }

  static Optional<Duration> read(String text, Instant now) {
    Optional<Duration> asked =
        text.matches("[0-9]{1,18}")
            ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
            : date(text).map(date -> Duration.between(now, date));
    return asked
        .filter(wait -> !wait.isNegative() && !wait.isZero())
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
