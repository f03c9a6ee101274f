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
        "0 0 29 2 * | UTC | 2026-11-21T12:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 L * * | UTC | 2027-02-01T00:00:00Z | 2027-02-28T00:00:00Z",
        "0 0 L * * | UTC | 2028-02-01T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 L-3 * * | UTC | 2026-11-21T12:00:00Z | 2026-11-27T00:00:00Z",
        "0 0 LW * * | UTC | 2027-01-02T00:00:00Z | 2027-01-29T00:00:00Z",
        "0 0 15W * * | UTC | 2026-11-02T00:00:00Z | 2026-11-16T00:00:00Z",
        "0 0 15W 8 * | UTC | 2026-07-02T00:00:00Z | 2026-08-14T00:00:00Z",
        "0 0 1W * * | UTC | 2026-07-31T12:00:00Z | 2026-08-03T00:00:00Z",
        "0 0 31W 1 * | UTC | 2027-01-02T00:00:00Z | 2027-01-29T00:00:00Z",
        "0 0 * * 5L | UTC | 2026-11-21T12:00:00Z | 2026-11-27T00:00:00Z",
        "0 0 * * friL | UTC | 2026-12-01T00:00:00Z | 2026-12-25T00:00:00Z",
        "0 0 * * fri#2 | UTC | 2026-11-21T12:00:00Z | 2026-12-11T00:00:00Z",
        "0 0 * * 7#5 | UTC | 2026-11-21T12:00:00Z | 2026-11-29T00:00:00Z",
        "0 0 13 * 5 | UTC | 2026-11-13T12:00:00Z | 2026-11-20T00:00:00Z",
        "0 0 13 * 5 | UTC | 2026-12-11T12:00:00Z | 2026-12-13T00:00:00Z",
        "0 0 */2 * 5 | UTC | 2026-11-21T12:00:00Z | 2026-11-27T00:00:00Z",
        "0 0 ? * mon | UTC | 2026-11-21T12:00:00Z | 2026-11-23T00:00:00Z",
        "0 0 * * fri-sun | UTC | 2026-11-22T12:00:00Z | 2026-11-27T00:00:00Z",
        "0 0 * jan-mar,DEC mon | UTC | 2026-11-21T12:00:00Z | 2026-12-07T00:00:00Z",
        "@YEARLY | UTC | 2026-11-21T12:00:00Z | 2027-01-01T00:00:00Z",
        "@hourly | Asia/Kolkata | 2026-11-21T12:00:00Z | 2026-11-21T12:30:00Z",
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
        "* * * * * * *",
        "@every 1ms",
        "@every 5m",
        "@reboot",
        "0 0 31 4,6,9,11 *",
        "0 0 31 2 *",
        "0 0 L-30 2 *",
        "0 0 * * fri#6",
        "0 0 * 2 *#",
        "0 0 0 * *",
        "0 0 0W * *",
        "0 0 32W * *",
        "0 0 * * L",
        "5-1 * * * *",
        "* * * * ,",
        "\u0661\u0662 * * * *",
        "+5 * * * *",
        "-5 * * * *",
        "005 * * * *",
        "*/60 * * * *",
        "*/5/5 * * * *",
        "H( * * * *",
        "H(5-1) * * * *",
        "H(0-70) * * * *",
        "0 4 * * sun; rm -rf /"
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
