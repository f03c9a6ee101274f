package io.devq.builds.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest(name = "{0} on {1} is {2}")
  @CsvSource({
    "main, main, true",
    "main, maine, false",
    "release/*, release/2, true",
    "release/*, release/2/a, false",
    "release/*, release/, true",
    "release/**, release/2/a, true",
    "**, anything/at/all, true",
    "**/app.jar, app.jar, true",
    "**/app.jar, a/b/app.jar, true",
    "**/b/c, a/b/c, true",
    "**/app.jar, a/xapp.jar, false",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z, true",
    "a/**/z, ab/z, false",
    "v?, v1, true",
    "v?, v/, false",
    "v?, v, false",
    "a.c, abc, false",
    "'*.jar', app.jar, true",
    "'*.jar', target/app.jar, false",
    "(a|b)+$, (a|b)+$, true",
  })
  void starsAndQuestionMarksStandForOtherCharacters(String glob, String name, boolean fits) {
    assertEquals(fits, new Glob(glob).matches(name));
  }

  @ParameterizedTest(name = "{0} over {1} is {2}")
  @CsvSource({
    "dist, dist, true",
    "dist, dist/a/b, true",
    "dist/, dist/a, true",
    "dist, distance, false",
    "target/*.jar, target/app.jar, true",
    "target/*, target/classes/A, true",
  })
  void aFolderCoversWhatLiesInIt(String glob, String path, boolean covers) {
    assertEquals(covers, new Glob(glob).covers(path));
  }

  @Test
  void noPatternTakesLong() {
    String glob = "**/*a".repeat(100) + "b";
    String name = "a/a".repeat(160);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertEquals(false, new Glob(glob).matches(name)));
  }
}
