package io.devq.builds.store;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.builds.Artifact;
import io.devq.builds.BuildLimits;
import io.devq.builds.store.StepRows.StepOfJob;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table of artifacts.
public final class ArtifactRows {

  private static final Queries SQL = BuildRows.SQL;

  private final Database database;

  /// The table in `database`.
  public ArtifactRows(Database database) {
    this.database = database;
  }

  /// An artifact with the build it is of.
  public record OfBuild(BuildId build, Artifact artifact) {}

  /// Notes an artifact of a step that has not ended. The same again changes nothing; a newer
  /// attempt's takes the place of an older one's.
  ///
  /// @throws Problem `not_a_step`, `attempt_replaced`, `too_many_artifacts`, `artifact_exists`
  public Artifact put(String project, RunId run, int attempt, String name, Blob blob) {
    return database.<Artifact>transaction(
        sql -> put(sql, project, new Line(run, attempt, name, blob)));
  }

  private record Line(RunId run, int attempt, String name, Blob blob) {}

  // The step's row is locked, so that no artifact comes in once its end has been decided.
  private static Artifact put(Sql sql, String project, Line line) {
    StepOfJob step =
        sql.statement(SQL.get("lock_step_of_job"))
            .bind("project", project)
            .bind("job", line.run.value())
            .first(StepOfJob::of)
            .orElseThrow(() -> notAStep(line.run));
    requireOpen(step, line.run);
    int written =
        sql.statement(SQL.get("insert_artifact"))
            .bind("project", project)
            .bind("build", step.build().value())
            .bind("name", line.name)
            .bind("step", step.name())
            .bind("job", line.run.value())
            .bind("attempt", line.attempt)
            .bind("sha256", line.blob.sha256().hex())
            .bind("size", line.blob.size())
            .update();
    Artifact there = find(sql, project, step.build(), line.name).orElseThrow();
    if (written == 0) {
      requireSame(there, line);
    }
    if (count(sql, project, step.build()) > BuildLimits.ARTIFACTS) {
      throw tooMany();
    }
    return there;
  }

  private static void requireSame(Artifact there, Line line) {
    if (!there.run().equals(line.run)) {
      throw Problem.conflict(
          "artifact_exists",
          "The step "
              + there.step()
              + " of this build already stored "
              + line.name
              + "; let one of the steps give it another name.");
    }
    if (there.attempt() > line.attempt) {
      throw replaced(line.run);
    }
    if (!there.blob().equals(line.blob)) {
      throw Problem.conflict(
          "artifact_exists",
          "This attempt already stored "
              + line.name
              + " with other bytes; artifacts never change.");
    }
  }

  /// Checks that an attempt of a run may store artifacts.
  ///
  /// @throws Problem `not_a_step`, `attempt_replaced`
  static void requireOpen(StepOfJob step, RunId run) {
    if (step.state().isFinal()) {
      throw replaced(run);
    }
  }

  private static Problem replaced(RunId run) {
    return Problem.fenced(
        "attempt_replaced", "This attempt of " + run + " is over; it stores nothing any more.");
  }

  private static Problem notAStep(RunId run) {
    return Problem.notFound(
        "not_a_step", run + " is not a step of a build; only steps of builds store artifacts.");
  }

  private static Problem tooMany() {
    return Problem.of(
        Problem.Kind.TOO_LARGE,
        "too_many_artifacts",
        "A build keeps at most " + BuildLimits.ARTIFACTS + " artifacts; pack them into one.");
  }

  /// Checks beforehand what [#put] would check, as far as it can be known before the bytes are.
  ///
  /// @throws Problem as [#put]
  public void requireOpen(String project, RunId run) {
    database.inTransaction(sql -> {
      StepOfJob step =
          sql.statement(SQL.get("step_of_job"))
              .bind("project", project)
              .bind("job", new JobId(run.value()).value())
              .first(StepOfJob::of)
              .orElseThrow(() -> notAStep(run));
      requireOpen(step, run);
      if (count(sql, project, step.build()) > BuildLimits.ARTIFACTS) {
        throw tooMany();
      }
    });
  }

  private static long count(Sql sql, String project, BuildId build) {
    return sql.statement(SQL.get("count_artifacts"))
        .bind("project", project)
        .bind("build", build.value())
        .one(row -> row.number("found"));
  }

  /// The artifacts of some builds, each build's by name.
  public List<OfBuild> list(String project, List<BuildId> builds) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("artifacts"))
            .bind("project", project)
            .bind("builds", builds.stream().map(BuildId::value).toArray(UUID[]::new))
            .list(row -> new OfBuild(new BuildId(row.uuid("build")), artifact(row))));
  }

  /// An artifact.
  public Optional<Artifact> find(String project, BuildId build, String name) {
    return database.autocommit(sql -> find(sql, project, build, name));
  }

  private static Optional<Artifact> find(Sql sql, String project, BuildId build, String name) {
    return sql.statement(SQL.get("artifact"))
        .bind("project", project)
        .bind("build", build.value())
        .bind("name", name)
        .first(ArtifactRows::artifact);
  }

  private static Artifact artifact(Row row) {
    return new Artifact(
        row.text("name"),
        row.text("step"),
        new RunId(row.uuid("job")),
        row.integer("attempt"),
        new Blob(new Sha256(row.text("sha256")), row.number("size")),
        row.instant("stored_at"));
  }
}
