package io.devq.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.devq.base.Durations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FieldsTest {

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Test
  void aPathLeadsThroughObjects() {
    assertEquals(
        "RUNNING", Fields.text(json("{\"lastRun\":{\"state\":\"RUNNING\"}}"), "lastRun.state"));
    assertEquals("-", Fields.text(json("{\"lastRun\":null}"), "lastRun.state"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "16777216, 16 MiB", "3221225472, 3.0 GiB"})
  void bytesHaveAUnit(long bytes, String text) {
    assertEquals(text, Fields.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({"5s, 5 s ago", "3m, 3 min ago", "5h, 5 h ago", "3d, 3 d ago"})
  void agesHaveOneUnit(String since, String text) {
    assertEquals(text, Fields.age(Durations.parse(since)));
  }

  @Test
  void whatLiesAheadIsToldSo() {
    assertEquals("in 30 s", Fields.age(Duration.ofSeconds(-30)));
  }
}
