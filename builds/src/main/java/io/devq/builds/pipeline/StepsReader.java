package io.devq.builds.pipeline;

import io.devq.base.Durations;
import io.devq.base.Problem;
import io.devq.builds.BuildLimits;
import io.devq.jobs.JobLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Reads `steps` of a pipeline file.
final class StepsReader {

  /// How a step may be called.
  static final String NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$";

  static final List<String> KEYS =
      List.of("run", "needs", "artifacts", "labels", "timeout", "env", "retry");
  private static final List<String> PLANNED =
      List.of("cache", "matrix", "image", "secrets", "reports");
  static final List<String> RETRY_KEYS = List.of("lost");
  private static final List<String> PLANNED_RETRY_KEYS = List.of("exit");
  private static final JsonMapper JSON = new JsonMapper();

  private final Flaws flaws;

  StepsReader(Flaws flaws) {
    this.flaws = flaws;
  }

  List<Pipeline.Step> read(Part steps, Map<String, String> env) {
    if (steps.isNull()) {
      steps.wrong("\"steps\" is empty; it needs at least one step");
      return List.of();
    }
    List<Part.Entry> entries = steps.entries();
    if (entries.isEmpty() && flaws.none()) {
      steps.wrong("\"steps\" is empty; it needs at least one step");
    }
    if (entries.size() > BuildLimits.STEPS) {
      steps.wrong("a pipeline has at most " + BuildLimits.STEPS + " steps");
      return List.of();
    }
    Map<String, List<Part>> needs = new LinkedHashMap<>();
    List<Pipeline.Step> read = entries.stream().map(entry -> step(entry, env, needs)).toList();
    NeedsCheck.check(needs);
    return read;
  }

  private Pipeline.Step step(
      Part.Entry entry, Map<String, String> env, Map<String, List<Part>> needs) {
    if (!entry.name().matches(NAME)) {
      entry
          .key()
          .wrong(
              Flaws.quoted(entry.name())
                  + " is no name of a step; it has letters, digits, ., _ and -, at most "
                  + BuildLimits.NAME);
    }
    Map<String, Part> keys =
        entry.value().isText() ? Map.of("run", entry.value().as("\"run\"")) : fields(entry.value());
    List<Part> needed = list(keys.get("needs"));
    needs.put(entry.name(), needed);
    Map<String, String> variables = new LinkedHashMap<>(env);
    variables.putAll(PipelineFile.env(keys.get("env")));
    Pipeline.Step step =
        new Pipeline.Step(
            entry.name(),
            script(entry, keys.get("run")),
            texts(needed),
            artifacts(keys.get("artifacts")),
            labels(keys.get("labels")),
            timeout(keys.get("timeout")),
            variables,
            lostAttempts(keys.get("retry")));
    checkSize(entry, step);
    return step;
  }

  private static Map<String, Part> fields(Part step) {
    if (step.isNull()) {
      return Map.of();
    }
    return step.fields(KEYS, PLANNED);
  }

  private static String script(Part.Entry step, @Nullable Part run) {
    if (run == null && !step.value().isMapping() && !step.value().isNull()) {
      return "";
    }
    if (run == null) {
      step.key().wrong("the step " + Flaws.quoted(step.name()) + " has no \"run\"");
      return "";
    }
    String script = run.text();
    if (script != null && script.isBlank()) {
      run.wrong("\"run\" is empty; say what the step runs");
    }
    return script == null ? "" : script;
  }

  private static List<Part> list(@Nullable Part part) {
    return part == null ? List.of() : part.items();
  }

  private static List<String> texts(List<Part> parts) {
    return parts.stream()
        .map(part -> part.isText() ? part.text() : null)
        .flatMap(java.util.stream.Stream::ofNullable)
        .toList();
  }

  private static List<String> artifacts(@Nullable Part part) {
    if (part == null) {
      return List.of();
    }
    part.items().stream()
        .filter(Part::isText)
        .forEach(item -> {
          String text = item.text();
          if (text != null && !isInside(text)) {
            item.wrong(
                "the artifact "
                    + Flaws.quoted(text)
                    + " is outside the working copy; write a relative path without ..");
          }
        });
    return PipelineFile.patterns(part);
  }

  private static boolean isInside(String pattern) {
    return !pattern.startsWith("/")
        && !pattern.contains("\\")
        && !List.of(pattern.split("/", -1)).contains("..");
  }

  private static List<String> labels(@Nullable Part part) {
    List<Part> items = list(part);
    if (part != null && items.size() > JobLimits.LABELS) {
      part.wrong("a step has at most " + JobLimits.LABELS + " labels");
    }
    for (Part item : items) {
      String text = item.text();
      if (text != null
          && (text.isBlank()
              || text.length() > JobLimits.NAME_CHARS
              || text.chars().anyMatch(Character::isISOControl))) {
        item.wrong("a label has 1 to " + JobLimits.NAME_CHARS + " printable characters");
      }
    }
    return texts(items);
  }

  private static Duration timeout(@Nullable Part part) {
    String text = part == null ? null : part.text();
    if (part == null || text == null) {
      return BuildLimits.STEP_TIMEOUT;
    }
    try {
      Duration timeout = Durations.parse(text);
      if (timeout.isPositive() && timeout.compareTo(BuildLimits.LONGEST_STEP) <= 0) {
        return timeout;
      }
      part.wrong(
          "a step runs longer than nothing and at most "
              + BuildLimits.LONGEST_STEP.toDays()
              + " days");
    } catch (Problem invalid) {
      part.wrong(invalid.message());
    }
    return BuildLimits.STEP_TIMEOUT;
  }

  private static int lostAttempts(@Nullable Part part) {
    Part lost = part == null ? null : part.fields(RETRY_KEYS, PLANNED_RETRY_KEYS).get("lost");
    String text = lost == null ? null : lost.text();
    if (lost == null || text == null) {
      return JobLimits.LOST_ATTEMPTS;
    }
    if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= JobLimits.MOST_LOST_ATTEMPTS) {
      return Integer.parseInt(text);
    }
    lost.wrong(
        "\"lost\" is how often another runner takes the step after losing one, 0 to "
            + JobLimits.MOST_LOST_ATTEMPTS);
    return JobLimits.LOST_ATTEMPTS;
  }

  private static void checkSize(Part.Entry entry, Pipeline.Step step) {
    Object measured =
        Map.of("script", step.script(), "env", step.env(), "artifacts", step.artifacts());
    if (JSON.writeValueAsBytes(measured).length > BuildLimits.STEP_BYTES) {
      entry
          .key()
          .wrong(
              "script, variables and artifacts of the step "
                  + Flaws.quoted(entry.name())
                  + " are larger than "
                  + BuildLimits.STEP_BYTES / 1024
                  + " KB; keep the script in a file of the repository");
    }
  }
}
