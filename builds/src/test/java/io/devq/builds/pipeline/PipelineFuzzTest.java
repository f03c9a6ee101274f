package io.devq.builds.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.builds.pipeline.PipelineFile.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are, reading them ends in a pipeline that keeps its promises or in flaws that
/// stand somewhere in the file.
class PipelineFuzzTest {

  private static final int FILES = 20_000;
  private static final List<String> WORDS =
      List.of(
          "on",
          "push",
          "branches",
          "env",
          "steps",
          "run",
          "needs",
          "artifacts",
          "labels",
          "timeout",
          "retry",
          "lost",
          "a",
          "b",
          "main",
          "release/*",
          "15m",
          "0",
          "3",
          "~",
          "true",
          "\"x\"",
          "'",
          "\"",
          ": ",
          ":",
          "\n",
          "\n  ",
          "\n    ",
          "[",
          "]",
          "{",
          "}",
          ", ",
          "- ",
          "&n ",
          "*n",
          "!!x ",
          "|\n",
          ">",
          "#",
          "<<",
          "? ",
          "---\n",
          "...",
          "%YAML 1.2\n",
          "\t",
          "\u0000",
          "\u0085",
          "é",
          "\uD83D\uDE00",
          "\\0",
          "\uFEFF");
  private static final String GOOD =
      """
      on: {push: {branches: [main]}}
      env: {A: b}
      steps:
        a: make
        b: {run: x, needs: [a], artifacts: [t/*.jar], timeout: 5m, retry: {lost: 0}}
      """;

  @Test
  void anyBytesEndInAPipelineOrInFlawsWithPositions() {
    for (long seed = 0; seed < FILES; seed++) {
      RandomGenerator random = new java.util.Random(seed);
      byte[] file = seed % 2 == 0 ? words(random) : mutated(random);
      check(seed, file);
    }
  }

  private static void check(long seed, byte[] file) {
    switch (PipelineFile.read(file)) {
      case Reading.Good(Pipeline pipeline) -> {
        assertFalse(pipeline.steps().isEmpty(), () -> "seed " + seed);
        assertTrue(
            pipeline.steps().stream()
                .allMatch(step -> step.needs().stream().allMatch(n -> pipeline.step(n) != null)),
            () -> "seed " + seed);
      }
      case Reading.Bad(List<Flaw> flaws) -> {
        assertFalse(flaws.isEmpty(), () -> "seed " + seed);
        int lines =
            new String(file, StandardCharsets.UTF_8)
                .split("\r\n|[\r\n\u0085\u2028\u2029]", -1)
                .length;
        for (Flaw flaw : flaws) {
          assertTrue(
              flaw.line() >= 1 && flaw.line() <= lines && flaw.column() >= 1,
              () -> "seed " + seed + ": " + flaw.text());
          assertFalse(flaw.message().isBlank());
        }
      }
    }
  }

  private static byte[] words(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutated(RandomGenerator random) {
    byte[] file = GOOD.getBytes(StandardCharsets.UTF_8);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      file[random.nextInt(file.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "{}[]:,&*'\"\n -#|".charAt(random.nextInt(15));
    }
    return file;
  }
}
