package io.devq.system.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every test that the table of requirements, or the page on why PostgreSQL is the queue, names is
/// there.
class RequirementsTableTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
      for (Path file :
          files
              .filter(
                  f -> f.toString().contains("/src/test/") && f.toString().endsWith("Test.java"))
              .toList()) {
        tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    return tests;
  }

  @ParameterizedTest
  @CsvSource({"docs/requirements.md, 40", "docs/decisions/0003-why-postgresql-is-the-queue.md, 10"})
  void namesTestsThatAreThere(String page, int atLeast) throws IOException {
    Map<String, String> tests = tests();
    Matcher named = NAMED.matcher(Files.readString(Path.of("..", page)));
    int count = 0;
    while (named.find()) {
      count++;
      String test = named.group(1);
      String method = named.group(2);
      String source = tests.get(test);
      assertTrue(source != null, () -> "there is no " + test);
      assertTrue(
          method == null || source.contains(" void " + method + "("),
          () -> test + " has no " + method);
    }
    assertTrue(count >= atLeast, page + " names " + count + " tests");
  }
}
