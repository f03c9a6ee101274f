package io.devq.builds.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.builds.BuildLimits;
import io.devq.builds.pipeline.PipelineFile.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineFileTest {

  private static Pipeline good(String text) {
    return switch (PipelineFile.read(text)) {
      case Reading.Good(Pipeline pipeline) -> pipeline;
      case Reading.Bad bad -> throw new AssertionError(bad.text());
    };
  }

  private static List<String> flaws(String text) {
    return switch (PipelineFile.read(text)) {
      case Reading.Good _ -> List.of();
      case Reading.Bad(List<Flaw> flaws) ->
          flaws.stream().map(flaw -> flaw.text().replace(".devq.yml:", "")).toList();
    };
  }

  @Test
  void aFileSaysWhatIsBuiltAndHow() {
    Pipeline pipeline =
        good(
            """
            on: {push: {branches: [main, "release/*"]}}
            env: {MAVEN_OPTS: -Xmx1g, LEVEL: 1}
            steps:
              lint: make lint
              test: {run: mvn -B verify, timeout: 15m, retry: {lost: 0}, env: {LEVEL: 2}}
              package:
                needs: [lint, test]
                run: |
                  mvn -B package
                  ls target
                artifacts: ["target/*.jar"]
                labels: [linux, amd64]
            """);
    assertTrue(pipeline.push().builds("main"));
    assertTrue(pipeline.push().builds("release/2"));
    assertFalse(pipeline.push().builds("topic"));
    assertEquals(
        List.of(
            new Pipeline.Step(
                "lint",
                "make lint",
                List.of(),
                List.of(),
                List.of(),
                Duration.ofMinutes(60),
                Map.of("MAVEN_OPTS", "-Xmx1g", "LEVEL", "1"),
                3),
            new Pipeline.Step(
                "test",
                "mvn -B verify",
                List.of(),
                List.of(),
                List.of(),
                Duration.ofMinutes(15),
                Map.of("MAVEN_OPTS", "-Xmx1g", "LEVEL", "2"),
                0),
            new Pipeline.Step(
                "package",
                "mvn -B package\nls target\n",
                List.of("lint", "test"),
                List.of("target/*.jar"),
                List.of("linux", "amd64"),
                Duration.ofMinutes(60),
                Map.of("MAVEN_OPTS", "-Xmx1g", "LEVEL", "1"),
                3)),
        pipeline.steps());
  }

  @Test
  void aFileWithoutTriggersBuildsEveryPush() {
    assertTrue(good("steps: {a: make}").push().builds("any/branch"));
    assertTrue(good("on: {push: }\nsteps: {a: make}").push().builds("any/branch"));
    assertTrue(good("on: {push: {}}\nsteps: {a: make}").push().builds("any/branch"));
  }

  @Test
  void wordsThatYamlTakesForOtherThingsAreCommandsAndTexts() {
    Pipeline pipeline = good("steps: {a: {run: true, env: {A: no, B: 0x10, C: 1.50, D: ''}}}");
    assertEquals("true", pipeline.steps().getFirst().script());
    assertEquals(
        Map.of("A", "no", "B", "0x10", "C", "1.50", "D", ""), pipeline.steps().getFirst().env());
  }

  @Test
  void aStepSaysHowManyLostRunnersAreMadeUpFor() {
    for (int count : new int[] {0, 1, 7, 100}) {
      Pipeline pipeline = good("steps: {a: {run: x, retry: {lost: " + count + "}}}");
      assertEquals(count, pipeline.steps().getFirst().lostAttempts());
    }
    for (String none : List.of("-1", "101", "many", "1.5", "")) {
      assertFalse(flaws("steps: {a: {run: x, retry: {lost: '" + none + "'}}}").isEmpty(), none);
    }
  }

  @Test
  void aliasesStandForWhatTheyName() {
    Pipeline pipeline = good("env: &e {A: b}\nsteps: {x: {run: make, env: *e}, y: {run: make}}");
    assertEquals(Map.of("A", "b"), pipeline.steps().getFirst().env());
  }

  private static Arguments flaw(String text, String... flaws) {
    return Arguments.of(text, List.of(flaws));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        flaw("", "1:1: the file is empty; it needs at least one step under \"steps\""),
        flaw("# nothing", "1:1: the file is empty; it needs at least one step under \"steps\""),
        flaw("~", "1:1: the file is empty; it needs at least one step under \"steps\""),
        flaw("env: {A: b}", "1:1: the file has no \"steps\"; it needs at least one"),
        flaw("steps:", "1:7: \"steps\" is empty; it needs at least one step"),
        flaw("steps: {}", "1:8: \"steps\" is empty; it needs at least one step"),
        flaw(
            "steps: [a]", "1:8: \"steps\" must be a mapping of keys to values, a list stands here"),
        flaw("hello", "1:1: the file must be a mapping of keys to values, \"hello\" stands here"),
        flaw(
            "steps:\n  a:\n    run: make\n    artefacts: [b]",
            "4:5: unknown key \"artefacts\"; did you mean \"artifacts\"?"),
        flaw(
            "stages: {a: make}\nsteps: {a: make}",
            "1:1: unknown key \"stages\"; known are on, env, steps"),
        flaw(
            "steps: {a: {run: x, cache: {}, matrix: {}, image: {}, secrets: [], reports: {}}}",
            "1:21: the key \"cache\" is not supported yet; remove it",
            "1:32: the key \"matrix\" is not supported yet; remove it",
            "1:44: the key \"image\" is not supported yet; remove it",
            "1:55: the key \"secrets\" is not supported yet; remove it",
            "1:68: the key \"reports\" is not supported yet; remove it"),
        flaw(
            "on: {pull_request: {}, tag: {}, push: {paths: [a]}}\nconcurrency: {}\nsteps: {a: x}",
            "1:6: the key \"pull_request\" is not supported yet; remove it",
            "1:24: the key \"tag\" is not supported yet; remove it",
            "1:40: the key \"paths\" is not supported yet; remove it",
            "2:1: the key \"concurrency\" is not supported yet; remove it"),
        flaw(
            "on: {}\nsteps: {a: x}",
            "1:5: \"on\" names no \"push\"; name it, or leave \"on\" out to build every push"),
        flaw(
            "on: push\nsteps: {a: x}",
            "1:5: \"on\" must be a mapping of keys to values, \"push\" stands here"),
        flaw(
            "on: {push: {branches: []}}\nsteps: {a: x}",
            "1:23: \"branches\" is empty; name a pattern, or leave it out"),
        flaw(
            "on: {push: {branches: ['!main', '[ab]']}}\nsteps: {a: x}",
            "1:24: the pattern \"!main\" uses !, [], or {}, which is not supported yet; use *, ** and ?",
            "1:33: the pattern \"[ab]\" uses !, [], or {}, which is not supported yet; use *, ** and ?"),
        flaw("steps: {a: {needs: []}}", "1:9: the step \"a\" has no \"run\""),
        flaw("steps:\n  a:\n", "2:3: the step \"a\" has no \"run\""),
        flaw("steps: {a: {run: ' '}}", "1:18: \"run\" is empty; say what the step runs"),
        flaw("steps: {a: {run: [x]}}", "1:18: \"run\" must be a text, a list stands here"),
        flaw("steps: {a: {run: }}", "1:17: \"run\" must be a text, nothing stands here"),
        flaw(
            "steps: {a: [make]}",
            "1:12: \"a\" must be a mapping of keys to values, a list stands here"),
        flaw("steps: {a: x, a: y}", "1:15: the key \"a\" stands here a second time"),
        flaw("steps: {a: {run: x, run: y}}", "1:21: the key \"run\" stands here a second time"),
        flaw(
            "steps: {'a b': x}",
            "1:9: \"a b\" is no name of a step; it has letters, digits, ., _ and -, at most 100"),
        flaw(
            "steps: {a: {run: x, needs: [b]}, bb: x}",
            "1:29: unknown step \"b\"; did you mean \"a\"?"),
        flaw(
            "steps: {a: {run: x, needs: [nothing-like-it]}, test: x}",
            "1:29: unknown step \"nothing-like-it\"; known are a, test"),
        flaw(
            "steps: {a: {run: x, needs: b}, b: x}",
            "1:28: \"needs\" must be a list such as [a, b], \"b\" stands here"),
        flaw(
            "steps: {a: {run: x, needs: [b, b]}, b: x}",
            "1:32: the step \"b\" is needed here a second time"),
        flaw("steps: {a: {run: x, needs: [a]}}", "1:29: these steps wait for each other: a -> a"),
        flaw(
            "steps:\n  a: {run: x, needs: [b]}\n  b: {run: x, needs: [c]}\n"
                + "  c: {run: x, needs: [a]}",
            "4:23: these steps wait for each other: a -> b -> c -> a"),
        flaw(
            "steps: {a: {run: x, timeout: soon}}",
            "1:30: \"soon\" is not a length of time; write 30s, 5m, 1h30m, 2d or PT5M."),
        flaw(
            "steps: {a: {run: x, timeout: 0s}}",
            "1:30: a step runs longer than nothing and at most 5 days"),
        flaw(
            "steps: {a: {run: x, timeout: 6d}}",
            "1:30: a step runs longer than nothing and at most 5 days"),
        flaw(
            "steps: {a: {run: x, retry: {lost: 101, exit: {137: 1}}}}",
            "1:35: \"lost\" is how often another runner takes the step after losing one, 0 to 100",
            "1:40: the key \"exit\" is not supported yet; remove it"),
        flaw(
            "steps: {a: {run: x, artifacts: [/etc/passwd, a/../b, '']}}",
            "1:33: the artifact \"/etc/passwd\" is outside the working copy; write a relative path without ..",
            "1:46: the artifact \"a/../b\" is outside the working copy; write a relative path without ..",
            "1:54: a pattern has 1 to 500 characters and is not blank"),
        flaw(
            "steps: {a: {run: x, env: {1A: b, CI: 'no', DEVQ_X: y, C: [d]}}}",
            "1:27: \"1A\" is no name of a variable; it has letters, digits and _, at most 100",
            "1:34: the variable CI is set by DevQ; choose another name",
            "1:44: the variable DEVQ_X is set by DevQ; choose another name",
            "1:58: \"C\" must be a text, a list stands here"),
        flaw(
            "steps: {a: {run: x, labels: ['']}}",
            "1:30: a label has 1 to 200 printable characters"),
        flaw("steps: {a: \"x\\0y\"}", "1:12: \"run\" contains a NUL character"),
        flaw(
            "steps: {a: x}\n---\nsteps: {b: y}",
            "2:1: a second document begins here; the file holds one"),
        flaw(
            "steps: {<<: {a: x}, b: y}",
            "1:9: \"<<\" is no name of a step; it has letters, digits, ., _ and -, at most 100",
            "1:9: the step \"<<\" has no \"run\"",
            "1:14: unknown key \"a\"; known are run, needs, artifacts, labels, timeout, env, retry"),
        flaw(
            "steps: {? [a] : x, b: y}",
            "1:11: a key of \"steps\" must be a text, a list stands here"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void everythingWrongIsToldWithLineAndColumn(String text, List<String> expected) {
    assertEquals(
        expected.stream().collect(Collectors.joining("\n")), String.join("\n", flaws(text)));
  }

  @Test
  void textThatIsNoYamlIsToldWhere() {
    assertTrue(
        flaws("steps:\n  a: [x").getFirst().startsWith("2:8: this is not YAML"),
        flaws("steps:\n  a: [x")::toString);
    assertTrue(
        flaws("steps:\n\ta: x").getFirst().startsWith("2:1: this is not YAML"),
        flaws("steps:\n\ta: x")::toString);
    assertEquals(List.of("2:4: this character may not stand in YAML"), flaws("a:\n  b\u0001"));
    byte[] latin = {'a', ':', '\n', ' ', (byte) 0xE9, '\n'};
    assertEquals(
        ".devq.yml:2:2: this is not UTF-8; save the file as UTF-8",
        ((Reading.Bad) PipelineFile.read(latin)).text());
  }

  @Test
  void boundsAreKept() {
    String many =
        IntStream.rangeClosed(0, BuildLimits.STEPS)
            .mapToObj(i -> "  s" + i + ": x\n")
            .collect(Collectors.joining("", "steps:\n", ""));
    assertEquals(List.of("2:3: a pipeline has at most 256 steps"), flaws(many));
    assertEquals(
        List.of("1:1: the file is larger than 500 KB; shorten it"),
        flaws("steps: {a: " + "x".repeat(BuildLimits.PIPELINE_BYTES) + "}"));
    assertEquals(List.of("1:21: this nests deeper than 20 levels"), flaws("[".repeat(100_000)));
    String aliases = "a: &a x\nsteps: [" + "*a, ".repeat(BuildLimits.ALIASES + 1) + "]";
    assertEquals(List.of("2:409: the file uses more than 100 aliases"), flaws(aliases));
    assertEquals(
        List.of(
            "1:9: script, variables and artifacts of the step \"a\" are larger than 48 KB; keep the"
                + " script in a file of the repository"),
        flaws("steps: {a: " + "x".repeat(BuildLimits.STEP_BYTES) + "}"));
    String wrongs =
        IntStream.range(0, 50).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());
    assertEquals(BuildLimits.FLAWS, flaws(wrongs).size());
  }

  @Test
  void aChainOfAllStepsIsFollowed() {
    String chain =
        IntStream.range(1, BuildLimits.STEPS)
            .mapToObj(i -> "  s" + i + ": {run: x, needs: [s" + (i - 1) + "]}\n")
            .collect(Collectors.joining("", "steps:\n  s0: x\n", ""));
    assertEquals(BuildLimits.STEPS, good(chain).steps().size());
  }
}
