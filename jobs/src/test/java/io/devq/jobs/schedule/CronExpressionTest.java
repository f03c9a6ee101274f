package io.devq.jobs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.jobs.Zones;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 4 * * sun | UTC | 2026-11-21T12:00:00Z | 2026-11-22T04:00:00Z",
        "0 4 * * 0 | UTC | 2026-11-21T12:00:00Z | 2026-11-22T04:00:00Z",
        "0 4 * * 7 | UTC | 2026-11-21T12:00:00Z | 2026-11-22T04:00:00Z",
        "*/10 * * * * * | UTC | 2026-11-21T12:00:05Z | 2026-11-21T12:00:10Z",
        "* * * * * * | UTC | 2026-11-21T12:00:05Z | 2026-11-21T12:00:06Z",
        "* * * * * * | UTC | 2026-11-21T12:00:05.387Z | 2026-11-21T12:00:06Z",
        "* * 12 * * * | UTC | 2026-11-21T12:00:05.387Z | 2026-11-21T12:00:06Z",
        "*/10 * * * * * | UTC | 2026-11-21T12:00:09.999Z | 2026-11-21T12:00:10Z",
        "* * * * * | UTC | 2026-11-21T12:00:00.001Z | 2026-11-21T12:01:00Z",
        "*/30 * * * * | Europe/Madrid | 2026-10-25T00:59:59.9Z | 2026-10-25T01:00:00Z",
        "@daily | Europe/Madrid | 2026-11-21T12:00:00Z | 2026-11-21T23:00:00Z",
        "30 2 * * * | Europe/Madrid | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
        "30 2 * * * | Europe/Madrid | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z",
        "30 2 * * * | Europe/Madrid | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
        "30 2 * * * | Europe/Madrid | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
        "*/30 * * * * | Europe/Madrid | 2026-10-25T00:30:00Z | 2026-10-25T01:00:00Z",
        "*/30 * * * * | Europe/Madrid | 2026-10-25T00:59:59Z | 2026-10-25T01:00:00Z",
        "*/30 * * * * | Europe/Madrid | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z",
      })
  void firesNextAt(String expression, String zone, Instant after, Instant expected) {
    assertEquals(
        expected, CronExpression.parse(expression).next(after, ZoneId.of(zone)).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "* * * *",
        "61 * * * *",
        "0 0 30 2 *",
        "@never",
        "0 4 * * funday",
        "* * * * * * *"
      })
  void refusesWhatIsNoneOrNeverFires(String expression) {
    Problem refused = assertThrows(Problem.class, () -> CronExpression.parse(expression));
    assertEquals("invalid_cron", refused.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61 * * * *      | field 1, the minute, is \"61\"",
        "0 25 * * *      | field 2, the hour, is \"25\"",
        "0 4 32 * *      | field 3, the day of the month, is \"32\"",
        "0 4 * 13 *      | field 4, the month, is \"13\"",
        "0 4 * * funday  | field 5, the day of the week, is \"funday\"",
        "0 4 * * 8       | field 5, the day of the week, is \"8\"",
        "60 0 4 * * sun  | field 1, the second, is \"60\"",
        "0 0 24 * * sun  | field 3, the hour, is \"24\"",
        "0 4- * * *      | field 2, the hour, is \"4-\"",
        "*/0 * * * *     | field 1, the minute, is \"*/0\"",
      })
  void namesTheFieldThatIsWrong(String expression, String expected) {
    Problem refused = assertThrows(Problem.class, () -> CronExpression.parse(expression));
    assertTrue(refused.message().contains(expected), refused.message());
    assertEquals("/schedule/cron", refused.pointer());
  }

  @Test
  void aMistypedZoneIsAnsweredWithTheNearestOne() {
    Problem refused = assertThrows(Problem.class, () -> Zones.parse("Europe/Madird"));
    assertTrue(refused.message().contains("Europe/Madrid"), refused.message());
  }
}
