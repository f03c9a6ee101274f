package io.devq.builds.pipeline;

import io.devq.builds.BuildLimits;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the pipeline file:
///
///     on: {push: {branches: [main, "release/*"]}}
///     env: {MAVEN_OPTS: -Xmx1g}
///     steps:
///       lint: make lint
///       test: {run: make test, timeout: 15m, retry: {lost: 0}}
///       package: {needs: [test], run: make package, artifacts: ["target/*.jar"], labels: [linux]}
///
/// What it does not know it refuses, and it tells all flaws at once.
public final class PipelineFile {

  /// Where it stands in a repository.
  public static final String NAME = ".devq.yml";

  /// How a variable may be called.
  static final String VARIABLE = "^[A-Za-z_][A-Za-z0-9_]{0,99}$";

  static final List<String> KEYS = List.of("on", "env", "steps");
  private static final List<String> PLANNED = List.of("concurrency");
  static final List<String> EVENTS = List.of("push");
  static final List<String> PUSH_KEYS = List.of("branches");
  private static final List<String> PLANNED_EVENTS = List.of("pull_request", "tag", "schedule");
  private static final String PATTERN_CHARACTERS = "[]{}";

  private final Flaws flaws;

  private PipelineFile(Flaws flaws) {
    this.flaws = flaws;
  }

  /// What came of reading a file.
  public sealed interface Reading {

    /// The file is right.
    record Good(Pipeline pipeline) implements Reading {}

    /// The file is wrong: 1 to [BuildLimits#FLAWS] flaws in the order of the file.
    record Bad(List<Flaw> flaws) implements Reading {

      /// Copies the list.
      public Bad {
        flaws = List.copyOf(flaws);
      }

      /// All flaws, a line each.
      public String text() {
        return flaws.stream().map(Flaw::text).collect(Collectors.joining("\n"));
      }
    }
  }

  /// Reads a file.
  public static Reading read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads a file.
  public static Reading read(byte[] bytes) {
    Flaws flaws = new Flaws();
    Node root = Yaml.read(bytes, flaws);
    Pipeline pipeline =
        root == null ? null : new PipelineFile(flaws).pipeline(new Part(root, "the file", flaws));
    return pipeline != null && flaws.none()
        ? new Reading.Good(pipeline)
        : new Reading.Bad(flaws.sorted());
  }

  private @Nullable Pipeline pipeline(Part root) {
    if (root.isNull()) {
      root.wrong("the file is empty; it needs at least one step under \"steps\"");
      return null;
    }
    Map<String, Part> keys = root.fields(KEYS, PLANNED);
    Pipeline.Push push = push(keys.get("on"));
    Map<String, String> env = env(keys.get("env"));
    Part steps = keys.get("steps");
    if (steps == null && !root.isMapping()) {
      return null;
    }
    if (steps == null) {
      root.wrong("the file has no \"steps\"; it needs at least one");
      return null;
    }
    List<Pipeline.Step> read = new StepsReader(flaws).read(steps, env);
    return new Pipeline(push, read);
  }

  private static Pipeline.Push push(@Nullable Part on) {
    if (on == null) {
      return new Pipeline.Push.Any();
    }
    Part push = on.fields(EVENTS, PLANNED_EVENTS).get("push");
    if (push == null && on.isMapping()) {
      on.wrong("\"on\" names no \"push\"; name it, or leave \"on\" out to build every push");
    }
    Part branches =
        push == null || push.isNull()
            ? null
            : push.fields(PUSH_KEYS, List.of("paths")).get("branches");
    return branches == null
        ? new Pipeline.Push.Any()
        : new Pipeline.Push.Branches(patterns(branches).stream().map(Glob::new).toList());
  }

  /// A list of 1 to [BuildLimits#PATTERNS] patterns.
  static List<String> patterns(Part part) {
    List<Part> items = part.items();
    if (items.size() > BuildLimits.PATTERNS) {
      part.wrong(part.what() + " has more than " + BuildLimits.PATTERNS + " patterns");
      return List.of();
    }
    if (items.isEmpty()) {
      part.wrong(part.what() + " is empty; name a pattern, or leave it out");
    }
    return items.stream().map(PipelineFile::pattern).filter(text -> !text.isEmpty()).toList();
  }

  private static String pattern(Part part) {
    String text = part.text();
    if (text == null) {
      return "";
    }
    if (text.isBlank() || text.length() > BuildLimits.ARTIFACT_NAME) {
      part.wrong(
          "a pattern has 1 to " + BuildLimits.ARTIFACT_NAME + " characters and is not blank");
      return "";
    }
    if (text.startsWith("!") || text.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0)) {
      part.wrong(
          "the pattern "
              + Flaws.quoted(text)
              + " uses !, [], or {}, which is not supported yet; use *, ** and ?");
      return "";
    }
    return text;
  }

  /// Variables, in the order of the file.
  static Map<String, String> env(@Nullable Part part) {
    Map<String, String> env = new LinkedHashMap<>();
    if (part == null) {
      return env;
    }
    for (Part.Entry entry : part.entries()) {
      checkVariable(entry);
      String value = entry.value().text();
      if (value != null) {
        env.put(entry.name(), value);
      }
    }
    if (env.size() > BuildLimits.VARIABLES) {
      part.wrong("\"env\" has more than " + BuildLimits.VARIABLES + " variables");
    }
    return env;
  }

  private static void checkVariable(Part.Entry entry) {
    if (!entry.name().matches(VARIABLE)) {
      entry
          .key()
          .wrong(
              Flaws.quoted(entry.name())
                  + " is no name of a variable; it has letters, digits and _, at most 100");
    } else if (entry.name().equals("CI") || entry.name().startsWith("DEVQ_")) {
      entry.key().wrong("the variable " + entry.name() + " is set by DevQ; choose another name");
    }
  }
}
