package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every failpoint of the source tree is crashed at by a test.
class FailpointsTest {

  private static final Pattern PASS = Pattern.compile("Failpoint\\s*\\.pass\\(\\s*\"([^\"]+)\"");

  /// Those of processes that are no server, and the tests that make these die there.
  private static final Map<String, String> ELSEWHERE =
      Map.of("host.", "agent/src/test/java/io/devq/agent/host/HostAgentTest.java");

  private static final Path ROOT = Path.of("..");

  @Test
  void everyFailpointIsCrashedAtByATest() throws IOException {
    Map<String, Path> failpoints = failpoints();
    assertTrue(failpoints.size() > 60, () -> "the rule is blind: it sees only " + failpoints);
    List<String> missing = new java.util.ArrayList<>();
    for (Map.Entry<String, Path> failpoint : failpoints.entrySet()) {
      if (!isCrashedAt(failpoint.getKey())) {
        missing.add(failpoint.getKey() + " in " + failpoint.getValue());
      }
    }
    assertEquals(List.of(), missing, "no test crashes there; add them to CrashPoint");
  }

  @Test
  void noTestCrashesAtAFailpointThatIsGone() throws IOException {
    TreeSet<String> gone =
        CrashPoint.ALL.stream()
            .map(CrashPoint::failpoint)
            .collect(Collectors.toCollection(TreeSet::new));
    gone.removeAll(failpoints().keySet());
    assertEquals(new TreeSet<String>(), gone);
  }

  private static boolean isCrashedAt(String failpoint) throws IOException {
    for (Map.Entry<String, String> elsewhere : ELSEWHERE.entrySet()) {
      if (failpoint.startsWith(elsewhere.getKey())) {
        return Files.readString(ROOT.resolve(elsewhere.getValue())).contains('"' + failpoint);
      }
    }
    return CrashPoint.ALL.stream().anyMatch(point -> point.failpoint().equals(failpoint));
  }

  /// The failpoints of all modules, and where they are.
  private static Map<String, Path> failpoints() throws IOException {
    Map<String, Path> found = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources)) {
          collect(sources, found);
        }
      }
    }
    return found;
  }

  private static void collect(Path sources, Map<String, Path> found) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        PASS.matcher(Files.readString(file)).results().forEach(at -> found.put(at.group(1), file));
      }
    }
  }
}
