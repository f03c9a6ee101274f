package io.devq.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "5m,PT5M",
    "PT5M,PT5M",
    "300ms,PT0.3S",
    "1h30m,PT1H30M",
    "2d,PT48H",
    "P1D,PT24H",
    "10S,PT10S"
  })
  void readsWhatPeopleWrite(String text, Duration expected) {
    assertEquals(expected, Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "m5", "-5m", "-PT5M", "5 minutes", "P99999D", "99999999999999s", "5m5h"})
  void refusesWhatIsNoLengthOfTime(String text) {
    assertEquals(
        "invalid_duration", assertThrows(Problem.class, () -> Durations.parse(text)).code());
  }
}
