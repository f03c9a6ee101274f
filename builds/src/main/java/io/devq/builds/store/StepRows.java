package io.devq.builds.store;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.builds.pipeline.Pipeline;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.Run;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The table of steps.
public final class StepRows {

  private static final Queries SQL = BuildRows.SQL;

  private final Database database;

  /// The table in `database`.
  public StepRows(Database database) {
    this.database = database;
  }

  /// Adds the steps of a pipeline and moves their build to RUNNING, both or neither.
  ///
  /// @param jobs draws an id for the job of each step
  /// @return false when somebody else moved the build
  public boolean begin(BuildRow build, Pipeline pipeline, Supplier<JobId> jobs) {
    return database.<Boolean>transaction(sql -> {
      if (!BuildRows.move(sql, build, BuildState.RUNNING, null)) {
        return false;
      }
      Sql.Batch batch = sql.batch(SQL.get("insert_step"));
      int position = 0;
      for (Pipeline.Step step : pipeline.steps()) {
        bind(batch, step)
            .bind("project", build.project())
            .bind("build", build.id().value())
            .bind("position", position++)
            .bind("job", jobs.get().value())
            .add();
      }
      batch.execute();
      return true;
    });
  }

  private static Sql.Batch bind(Sql.Batch batch, Pipeline.Step step) {
    return batch
        .bind("name", step.name())
        .bind("needs", step.needs().toArray(String[]::new))
        .bind("script", step.script())
        .bind("env", StepRow.json(step.env()))
        .bind("artifacts", step.artifacts().toArray(String[]::new))
        .bind("labels", step.labels().toArray(String[]::new))
        .bind("timeout", step.timeout().toMillis())
        .bind("lostAttempts", (short) step.lostAttempts());
  }

  /// The steps of some builds, each build's in the order of its file.
  public List<StepRow> list(String project, List<BuildId> builds) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("steps"))
            .bind("project", project)
            .bind("builds", builds.stream().map(BuildId::value).toArray(UUID[]::new))
            .list(StepRow::of));
  }

  /// The step a job is of.
  public Optional<StepOfJob> ofJob(String project, JobId job) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("step_of_job"))
            .bind("project", project)
            .bind("job", job.value())
            .first(StepOfJob::of));
  }

  /// A step as somebody sees it who knows only its job.
  public record StepOfJob(BuildId build, String name, StepState state) {
    static StepOfJob of(io.devq.database.Row row) {
      return new StepOfJob(
          new BuildId(row.uuid("build")), row.text("name"), StepState.valueOf(row.text("state")));
    }
  }

  /// Notes that the job of a step is being submitted; false when it was noted before.
  public boolean submit(String project, StepRow step) {
    return database.<Boolean>autocommit(sql ->
        sql.statement(SQL.get("submit_step"))
                .bind("project", project)
                .bind("build", step.build().value())
                .bind("name", step.name())
                .update()
            == 1);
  }

  /// Ends a step whose run has ended, and forgets artifacts of other attempts than the last one.
  public void end(String project, StepRow step, StepState to, @Nullable String reason, Run run) {
    database.inTransaction(sql -> {
      int _ =
          sql.statement(SQL.get("end_step"))
              .bind("project", project)
              .bind("build", step.build().value())
              .bind("name", step.name())
              .bind("from", step.state())
              .bind("to", to)
              .bind("reason", BuildRows.bounded(reason))
              .bind("ran", true)
              .bind("worker", run.work().worker() == null ? null : run.work().worker().value())
              .bind("attempt", run.attempt())
              .bind("exitCode", run.work().exitCode())
              .update();
      int _ =
          sql.statement(SQL.get("drop_older_artifacts"))
              .bind("project", project)
              .bind("build", step.build().value())
              .bind("step", step.name())
              .bind("attempt", run.attempt())
              .update();
    });
  }

  /// Ends a step that was noted as submitted, without waiting for a run.
  public void abandon(String project, StepRow step, String reason) {
    int _ =
        database.autocommit(sql ->
            sql.statement(SQL.get("end_step"))
                .bind("project", project)
                .bind("build", step.build().value())
                .bind("name", step.name())
                .bind("from", step.state())
                .bind("to", StepState.CANCELLED)
                .bind("ran", false)
                .bind("reason", reason)
                .bind("worker", null)
                .bind("attempt", step.attempt())
                .bind("exitCode", null)
                .update());
  }

  /// Ends the steps of a build that never began.
  public void endBlocked(BuildRow build, StepState to, String reason) {
    int _ =
        database.autocommit(sql ->
            sql.statement(SQL.get("end_blocked_steps"))
                .bind("project", build.project())
                .bind("build", build.id().value())
                .bind("to", to)
                .bind("reason", reason)
                .update());
  }
}
