package io.devq.deploys.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.deploys.ServiceSpec;
import io.devq.deploys.ServiceSpec.Environment;
import io.devq.deploys.ServiceSpec.Health;
import io.devq.deploys.ServiceSpec.Share;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceFileTest {

  private static final String WEB =
      """
      name: web
      repository: shop
      artifact: "*.jar"
      environments: {prod: {regions: [eu, us], strategy: {rolling: {maxUnavailable: 1}}}}
      install: {unpack: auto}
      start: "java -jar web.jar --port 8080"
      health: {http: ":8080/health", for: 10s, within: 60s}
      env: {MODE: prod}
      keep: 3
      """;

  private static final String LEAST =
      """
      name: web
      repository: shop
      artifact: app
      start: ./app
      """;

  private static Environment prod(ServiceSpec spec) {
    return Objects.requireNonNull(spec.environments().get("prod"));
  }

  @Test
  void theFileOfTheContractIsRead() {
    ServiceSpec spec = ServiceFile.parse(WEB);
    assertEquals("web", spec.name());
    assertEquals("*.jar", spec.artifact());
    assertEquals(List.of("eu", "us"), prod(spec).regions());
    assertEquals(new Share(1, false), prod(spec).maxUnavailable());
    assertEquals(
        new Health(":8080/health", Duration.ofSeconds(10), Duration.ofSeconds(60)), spec.health());
    assertEquals(Map.of("MODE", "prod"), spec.env());
    assertEquals(3, spec.keep());
    assertTrue(spec.unpack());
  }

  @Test
  void theShortestFileGoesToAllRegions() {
    ServiceSpec spec = ServiceFile.parse(LEAST);
    assertEquals(List.of(), prod(spec).regions());
    assertEquals(3, spec.keep());
  }

  @Test
  void aShareOfHostsIsAtLeastOne() {
    assertEquals(1, new Share(25, true).of(2));
    assertEquals(2, new Share(25, true).of(9));
    assertEquals(3, new Share(3, false).of(9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          artefact: x               | Line 5, column 1: there is no key "artefact" here; did you mean "artifact"?
          name: again               | second time
          keep: many                | Line 5, column 7: "many" is not a number from 1 to 20.
          keep: 0                   | is not a number
          health: {http: here}      | Line 5, column 16: an address looks like
          health: {http: ':1/', for: 9m} | `for` must be shorter
          health: {http: ':1/', for: soon} | "soon" is not a length of time
          env: {1A: x}              | is not a name of a variable
          env: [                    | Line
          environments: {Prod: {}}  | A name has
          environments: {p: {regions: [eu, eu]}} | named once
          environments: {p: {strategy: {canary: {}}}} | there is no key "canary"
          environments: {p: {strategy: {rolling: {maxUnavailable: 120%}}}} | is not a share
          install: {unpack: maybe}  | write auto or none
          """)
  void whatIsWrongIsToldWithItsPlace(String line, String told) {
    Problem problem = assertThrows(Problem.class, () -> ServiceFile.parse(LEAST + line + "\n"));
    assertEquals("invalid_service_file", problem.code());
    assertTrue(problem.message().contains(told), problem.message());
  }

  @ParameterizedTest
  @CsvSource({"''", "'just text'", "'- a\n- b'", "'name: web'", "'a: &a [*a]'"})
  void otherTextsAreRefused(String text) {
    assertEquals(
        "invalid_service_file", assertThrows(Problem.class, () -> ServiceFile.parse(text)).code());
  }
}
