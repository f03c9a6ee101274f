package io.devq.builds.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.builds.pipeline.PipelineFile.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The schema that editors get knows what the reader knows, and the guide's examples are read.
class PipelineSchemaTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNode SCHEMA = JSON.readTree(PipelineSchema.json());
  private static final Path GUIDE = Path.of("../docs/pipelines.md");
  private static final Path SHOP =
      Path.of("../cli/src/main/resources/io/devq/cli/demo/shop/.devq.yml");

  private static Set<String> keys(String pointer) {
    JsonNode properties = SCHEMA.at(pointer + "/properties");
    assertFalse(properties.isMissingNode(), pointer);
    assertFalse(SCHEMA.at(pointer + "/additionalProperties").asBoolean(true), pointer);
    return new TreeSet<>(properties.propertyNames());
  }

  @Test
  void everyKeyOfTheReaderIsInTheSchemaAndTheOtherWayRound() {
    assertEquals(new TreeSet<>(PipelineFile.KEYS), keys(""));
    assertEquals(new TreeSet<>(PipelineFile.EVENTS), keys("/properties/on"));
    assertEquals(new TreeSet<>(PipelineFile.PUSH_KEYS), keys("/properties/on/properties/push"));
    assertEquals(new TreeSet<>(StepsReader.KEYS), keys("/$defs/step/anyOf/1"));
    assertEquals(
        new TreeSet<>(StepsReader.RETRY_KEYS), keys("/$defs/step/anyOf/1/properties/retry"));
  }

  static Stream<String> examples() throws IOException {
    List<String> guide =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(Files.readString(GUIDE))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertFalse(guide.isEmpty());
    return Stream.concat(
        guide.stream(),
        Stream.of(
            Files.readString(SHOP),
            "steps: {a: make}",
            "on: {push: }\nsteps: {a: make}",
            "steps: {a: {run: true, env: {A: no, B: 0x10, C: 1.50, D: ''}}}",
            "steps: {a: {run: x, retry: {lost: 0}, timeout: PT5M, labels: [a, b], needs: []}}"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatTheReaderTakesTheSchemaTakes(String text) {
    assertInstanceOf(Reading.Good.class, PipelineFile.read(text), text);
    assertEquals(List.of(), Checker.flaws(SCHEMA, tree(text)), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env: {A: b}",
        "steps: {}",
        "steps: [a]",
        "stages: {a: x}\nsteps: {a: x}",
        "on: {}\nsteps: {a: x}",
        "on: push\nsteps: {a: x}",
        "on: {push: {branches: []}}\nsteps: {a: x}",
        "on: {push: {paths: [a]}}\nsteps: {a: x}",
        "steps: {a: {needs: []}}",
        "steps: {a: {run: ' '}}",
        "steps: {a: {run: [x]}}",
        "steps: {a: {run: }}",
        "steps: {a: {run: x, artefacts: [y]}}",
        "steps: {a: {run: x, cache: {}}}",
        "steps: {'a b': x}",
        "steps: {a: {run: x, needs: b}, b: x}",
        "steps: {a: {run: x, timeout: soon}}",
        "steps: {a: {run: x, retry: {lost: 101}}}",
        "steps: {a: {run: x, retry: {exit: {137: 1}}}}",
        "steps: {a: {run: x, artifacts: []}}",
        "steps: {a: {run: x, env: {1A: b}}}",
        "steps: {a: {run: x, env: {CI: b}}}",
        "steps: {a: {run: x, env: {DEVQ_X: b}}}",
        "steps: {a: {run: x, env: {A: [b]}}}",
        "steps: {a: {run: x, labels: ['']}}"
      })
  void whatIsWrongInOnePlaceBothRefuse(String text) {
    assertInstanceOf(Reading.Bad.class, PipelineFile.read(text), text);
    assertFalse(Checker.flaws(SCHEMA, tree(text)).isEmpty(), text);
  }

  @Test
  void theGuideExplainsEveryKey() throws IOException {
    Set<String> named =
        Pattern.compile("`([a-z]+)`")
            .matcher(Files.readString(GUIDE))
            .results()
            .map((MatchResult found) -> found.group(1))
            .collect(Collectors.toSet());
    for (List<String> keys :
        List.of(
            PipelineFile.KEYS,
            PipelineFile.EVENTS,
            PipelineFile.PUSH_KEYS,
            StepsReader.KEYS,
            StepsReader.RETRY_KEYS)) {
      keys.forEach(key -> assertTrue(named.contains(key), key));
    }
  }

  private static JsonNode tree(String yaml) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }
}
