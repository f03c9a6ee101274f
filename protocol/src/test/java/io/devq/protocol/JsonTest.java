package io.devq.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.devq.base.Problem;
import io.devq.base.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JsonTest {

  enum Colour {
    RED,
    GREEN
  }

  record Leaf(String name, int size) {
    Leaf {
      if (size < 0) {
        throw Problem.invalid("invalid_size", "A size is not negative.", "/size");
      }
    }
  }

  record Tree(
      String name,
      int size,
      @Nullable Duration age,
      @Nullable Instant planted,
      @Nullable RunId run,
      @Nullable Colour colour,
      @Nullable List<Leaf> leaves,
      @Nullable Map<RunId, Leaf> byRun,
      @Nullable JsonNode any,
      @JsonProperty("class") @Nullable String kind) {}

  private static Tree read(String json) {
    return Json.strict().read(json, Tree.class);
  }

  @Test
  void writesWhatItReadsAndLeavesOutNulls() {
    RunId run = new RunId(new UUID(0x0190000000007000L, 0x8000000000000001L));
    String json =
        """
        {"name":"oak","size":3,"age":"PT5M","planted":"2026-11-22T04:00:00Z","run":"%s","colour":"RED",\
        "leaves":[{"name":"a","size":1}],"byRun":{"%s":{"name":"b","size":2}},"any":{"x":[1,null]},"class":"big"}\
        """
            .formatted(run, run);
    assertEquals(json, Json.strict().text(read(json)));
    assertEquals(
        "{\"name\":\"oak\",\"size\":3}", Json.strict().text(read("{\"name\":\"oak\",\"size\":3}")));
  }

  @Test
  void readsShortLengthsOfTimeAndOffsets() {
    Tree tree =
        read(
            "{\"name\":\"a\",\"size\":1,\"age\":\"5m\",\"planted\":\"2026-11-22T05:00:00+01:00\"}");
    assertEquals(Duration.ofMinutes(5), tree.age());
    assertEquals(Instant.parse("2026-11-22T04:00:00Z"), tree.planted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"a\",\"size\":1,\"sise\":2}|unknown_field|/sise",
        "{\"name\":\"a\",\"size\":1,\"leaves\":[{\"name\":\"b\",\"size\":1,\"x/~y\":2}]}|unknown_field|/leaves/0/x~1~0y",
        "{\"name\":\"a\",\"name\":\"b\",\"size\":1}|duplicate_field|",
        "{\"size\":1}|missing_field|/name",
        "{\"name\":null,\"size\":1}|missing_field|/name",
        "{\"name\":\"a\"}|missing_field|/size",
        "{\"name\":\"a\",\"size\":null}|missing_field|/size",
        "{\"name\":\"a\",\"size\":1,\"leaves\":[null]}|missing_field|/leaves/0",
        "{\"name\":\"a\",\"size\":1,\"leaves\":[{\"name\":\"b\"}]}|missing_field|/leaves/0/size",
        "{\"name\":\"a\",\"size\":1,\"leaves\":[{\"name\":\"b\",\"size\":-1}]}|invalid_size|/leaves/0/size",
        "{\"name\":\"a\",\"size\":\"1\"}|invalid_field|/size",
        "{\"name\":\"a\",\"size\":1.5}|invalid_field|/size",
        "{\"name\":\"a\",\"size\":99999999999}|invalid_field|/size",
        "{\"name\":7,\"size\":1}|invalid_field|/name",
        "{\"name\":\"a\",\"size\":1,\"age\":\"soon\"}|invalid_duration|/age",
        "{\"name\":\"a\",\"size\":1,\"age\":5}|invalid_field|/age",
        "{\"name\":\"a\",\"size\":1,\"planted\":\"today\"}|invalid_time|/planted",
        "{\"name\":\"a\",\"size\":1,\"run\":\"job_1\"}|invalid_id|/run",
        "{\"name\":\"a\",\"size\":1,\"colour\":\"BLUE\"}|invalid_field|/colour",
        "{\"name\":\"a\",\"size\":1} {}|invalid_json|``",
        "{\"name\":\"a\",|invalid_json|",
        "[]|invalid_field|``",
        "null|invalid_json|``",
      })
  void saysWhatIsWrongAndWhere(String json, String code, @Nullable String pointer) {
    Problem problem = assertThrows(Problem.class, () -> read(json));
    assertEquals(code, problem.code(), problem::message);
    if (pointer != null) {
      assertEquals(pointer, problem.pointer());
    }
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(Json.DEEPEST + 1) + "]".repeat(Json.DEEPEST + 1);
    Problem problem = assertThrows(Problem.class, () -> Json.strict().read(deep, JsonNode.class));
    assertEquals("invalid_json", problem.code());
  }

  @Test
  void theTolerantReaderSkipsWhatItDoesNotKnow() {
    assertEquals(
        new Leaf("a", 1),
        Json.tolerant().read("{\"name\":\"a\",\"size\":1,\"new\":{\"x\":1}}", Leaf.class));
  }

  @Test
  void namesTheKnownFieldsNextToAnUnknownOne() {
    Problem problem =
        assertThrows(Problem.class, () -> read("{\"name\":\"a\",\"size\":1,\"sise\":1}"));
    assertTrue(problem.message().contains("size"), problem::message);
  }
}
