package io.devq.builds.store;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.builds.StepState;
import io.devq.builds.pipeline.Pipeline;
import io.devq.database.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A step as its row has it.
///
/// @param definition what the pipeline says of it
/// @param ran whether a run of it has ended
/// @param attempt the attempt that ended it, or 0
public record StepRow(
    BuildId build,
    Pipeline.Step definition,
    JobId job,
    StepState state,
    @Nullable String reason,
    boolean ran,
    @Nullable WorkerId worker,
    int attempt,
    @Nullable Integer exitCode) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  /// Its name.
  public String name() {
    return definition.name();
  }

  /// The run it is or will be: that of its one-time job.
  public RunId run() {
    return new RunId(job.value());
  }

  static String json(Map<String, String> env) {
    return JSON.writeValueAsString(env);
  }

  static StepRow of(Row row) {
    var worker = row.uuidOrNull("worker");
    return new StepRow(
        new BuildId(row.uuid("build")),
        new Pipeline.Step(
            row.text("name"),
            row.text("script"),
            List.of(row.texts("needs")),
            List.of(row.texts("artifacts")),
            List.of(row.texts("labels")),
            Duration.ofMillis(row.number("timeout_ms")),
            JSON.readValue(row.text("env"), TEXTS),
            row.integer("lost_attempts")),
        new JobId(row.uuid("job")),
        StepState.valueOf(row.text("state")),
        row.textOrNull("reason"),
        row.flag("ran"),
        worker == null ? null : new WorkerId(worker),
        row.integer("attempt"),
        row.integerOrNull("exit_code"));
  }
}
