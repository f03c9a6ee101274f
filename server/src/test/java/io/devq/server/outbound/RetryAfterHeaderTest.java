package io.devq.server.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterHeaderTest {

  private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | PT1S",
        "120 | PT2M",
        "3600 | PT1H",
        "99999999 | PT1H",
        "999999999999999999 | PT1H",
        "Sun, 22 Nov 2026 04:00:30 GMT | PT30S",
        "Sun, 22 Nov 2026 23:00:00 GMT | PT1H"
      })
  void isBelievedWithinBounds(String text, Duration wait) {
    assertEquals(Optional.of(wait), RetryAfterHeader.read(text, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-5",
        "+5",
        "1.5",
        "soon",
        "\u0665",
        "99999999999999999999999999",
        "Wed, 21 Oct 1970 07:28:00 GMT",
        "Wed, 99 Oct 2026 07:28:00 GMT",
        "2026-11-22T05:00:00Z"
      })
  void isIgnoredWhenItIsNonsense(String text) {
    assertEquals(Optional.empty(), RetryAfterHeader.read(text, NOW));
  }
}
