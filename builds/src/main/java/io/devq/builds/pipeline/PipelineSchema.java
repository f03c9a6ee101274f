package io.devq.builds.pipeline;

import io.devq.builds.BuildLimits;
import io.devq.jobs.JobLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Schema (2020-12) of the pipeline file, for editors. It knows the keys and bounds of the
/// readers; what needs more than one place of the file to judge, such as `needs`, only they check.
public final class PipelineSchema {

  private static final List<String> SCALAR = List.of("string", "number", "boolean");
  private static final String DESCRIPTION = "description";

  private PipelineSchema() {}

  /// The schema as JSON text.
  public static String json() {
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(file());
  }

  static Map<String, Object> file() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("on", on());
    properties.put("env", env("Variables of all steps."));
    properties.put("steps", steps());
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The pipeline of a repository, " + PipelineFile.NAME);
    schema.putAll(object(properties, List.of("steps")));
    schema.put("$defs", Map.of("step", step()));
    return schema;
  }

  private static Map<String, Object> on() {
    Map<String, Object> branches =
        patterns("Which branches, by patterns with *, ** and ?; all when left out.");
    Map<String, Object> push = new LinkedHashMap<>(object(Map.of("branches", branches), List.of()));
    push.put("type", List.of("object", "null"));
    push.put(DESCRIPTION, "Build what is pushed.");
    Map<String, Object> on = object(Map.of("push", push), List.of("push"));
    on.put(DESCRIPTION, "What is built; every push when left out.");
    return on;
  }

  private static Map<String, Object> steps() {
    return Map.of(
        "type",
        "object",
        DESCRIPTION,
        "The steps by name. Those that need nothing begin at once.",
        "minProperties",
        1,
        "maxProperties",
        BuildLimits.STEPS,
        "propertyNames",
        Map.of("pattern", StepsReader.NAME),
        "additionalProperties",
        Map.of("$ref", "#/$defs/step"));
  }

  private static Map<String, Object> step() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", text("What the shell runs."));
    fields.put(
        "needs",
        list("The steps that must have succeeded before.", Map.of("type", SCALAR), 0, null));
    fields.put(
        "artifacts", patterns("Which files DevQ keeps, by patterns relative to the working copy."));
    fields.put(
        "labels",
        list(
            "What a runner must offer.",
            Map.of("type", SCALAR, "minLength", 1, "maxLength", JobLimits.NAME_CHARS),
            0,
            JobLimits.LABELS));
    fields.put(
        "timeout",
        Map.of(
            "type",
            "string",
            DESCRIPTION,
            "How long it may run; " + BuildLimits.STEP_TIMEOUT.toMinutes() + "m when left out.",
            "pattern",
            "^\\s*([pP].+|[0-9].*[a-zA-Z])\\s*$",
            "examples",
            List.of("90s", "15m", "1h30m", "PT5M")));
    fields.put("env", env("Variables of this step, before those of all steps."));
    fields.put("retry", retry());
    Map<String, Object> whole = object(fields, List.of("run"));
    return Map.of("anyOf", List.of(text("What the shell runs."), whole));
  }

  private static Map<String, Object> retry() {
    Map<String, Object> lost =
        Map.of(
            "type",
            List.of("integer", "string"),
            DESCRIPTION,
            "How often another runner takes the step after losing one; "
                + JobLimits.LOST_ATTEMPTS
                + " when left out.",
            "minimum",
            0,
            "maximum",
            JobLimits.MOST_LOST_ATTEMPTS,
            "pattern",
            "^[0-9]{1,3}$");
    Map<String, Object> retry = object(Map.of("lost", lost), List.of());
    retry.put(DESCRIPTION, "When it is tried again.");
    return retry;
  }

  private static Map<String, Object> env(String description) {
    Map<String, Object> env = new LinkedHashMap<>();
    env.put("type", "object");
    env.put(DESCRIPTION, description);
    env.put("maxProperties", BuildLimits.VARIABLES);
    env.put(
        "propertyNames",
        Map.of("pattern", PipelineFile.VARIABLE, "not", Map.of("pattern", "^(CI$|DEVQ_)")));
    env.put("additionalProperties", Map.of("type", SCALAR));
    return env;
  }

  private static Map<String, Object> patterns(String description) {
    Map<String, Object> pattern =
        Map.of("type", SCALAR, "minLength", 1, "maxLength", BuildLimits.ARTIFACT_NAME);
    return list(description, pattern, 1, BuildLimits.PATTERNS);
  }

  private static Map<String, Object> list(
      String description, Map<String, Object> items, int least, @Nullable Integer most) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put(DESCRIPTION, description);
    list.put("items", items);
    list.put("minItems", least);
    if (most != null) {
      list.put("maxItems", most);
    }
    return list;
  }

  private static Map<String, Object> text(String description) {
    return Map.of("type", SCALAR, DESCRIPTION, description, "pattern", "\\S");
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    object.put("required", required);
    object.put("additionalProperties", false);
    return object;
  }
}
