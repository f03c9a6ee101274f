package io.devq.system.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.server.web.Explanations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The codes of problems in the sources, and the pages that explain them.
class ProblemCodesTest {

  /// The modules whose problems the API tells.
  private static final List<Module> TOLD =
      List.of(
          Module.BASE,
          Module.DATABASE,
          Module.JOBS,
          Module.BLOBS,
          Module.BUILDS,
          Module.DEPLOYS,
          Module.PROTOCOL,
          Module.SERVER);

  private static final String CODE = "\"([a-z0-9]+(?:_[a-z0-9]+)*)\"";

  /// Where a code is written: where a problem is made, and in the table of statuses.
  private static final List<Pattern> WRITTEN =
      Stream.of(
              "Problem\\.(?:invalid|notFound|conflict|fenced)\\(\\s*" + CODE,
              "Kind\\.[A-Z_]+,\\s*" + CODE,
              "Kind\\.[A-Z_]+,\\s*\\w+\\s*\\?\\s*" + CODE,
              "Kind\\.[A-Z_]+,\\s*\\w+\\s*\\?\\s*\"\\w+\"\\s*:\\s*" + CODE,
              "static final String (?:UNSUPPORTED|METHOD|BODY|RANGE)_[A-Z_]+ = " + CODE)
          .map(Pattern::compile)
          .toList();

  /// A method that makes a problem of the code it is given.
  private static final Pattern MAKER =
      Pattern.compile("\\bProblem (\\w+)\\(\\s*(?:[^()]*,\\s*)?String code\\b");

  private static final Pattern WORD = Pattern.compile(CODE);

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Module module : TOLD) {
      try (Stream<Path> files = Files.walk(Path.of("..", module.folder(), "src", "main", "java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static void collect(Pattern pattern, String source, Set<String> found) {
    pattern.matcher(source).results().forEach(match -> found.add(match.group(1)));
  }

  private static Set<String> codes(String source) {
    Set<String> codes = new TreeSet<>();
    WRITTEN.forEach(pattern -> collect(pattern, source, codes));
    Set<String> makers = new TreeSet<>();
    collect(MAKER, source, makers);
    for (String maker : makers) {
      String call = "\\b" + maker + "\\(\\s*(?:[^\"()]*,\\s*)?" + CODE;
      collect(Pattern.compile(call), source, codes);
    }
    return codes;
  }

  @Test
  void everyCodeOfTheApiIsExplained() throws IOException {
    Explanations explanations = new Explanations();
    Set<String> codes = new TreeSet<>();
    sources().forEach(source -> codes.addAll(codes(source)));
    assertTrue(codes.size() > 100, () -> "most codes were not seen: " + codes);
    codes.removeIf(code -> explanations.of(code).isPresent());
    assertEquals(Set.of(), codes, "explain them in problems.txt, beside Explanations.java");
  }

  @Test
  void nothingIsExplainedThatNobodyMeets() throws IOException {
    Set<String> words = new TreeSet<>();
    sources().forEach(source -> collect(WORD, source, words));
    Set<String> stale = new TreeSet<>();
    new Explanations().byTopic().forEach((topic, all) -> all.forEach(one -> stale.add(one.code())));
    stale.removeAll(words);
    assertEquals(Set.of(), stale, "take them out of problems.txt");
  }
}
