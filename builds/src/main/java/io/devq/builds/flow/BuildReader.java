package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.builds.Artifact;
import io.devq.builds.Build;
import io.devq.builds.StepState;
import io.devq.builds.store.ArtifactRows;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildStore;
import io.devq.builds.store.StepRow;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts builds together from their rows and the runs of their steps.
final class BuildReader {

  private final BuildStore store;
  private final BuildJobs jobs;

  BuildReader(BuildStore store, BuildJobs jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /// Builds of one project, in the order of their rows.
  List<Build> read(String project, List<BuildRow> rows) {
    List<BuildId> ids = rows.stream().map(BuildRow::id).toList();
    Map<BuildId, List<StepRow>> steps =
        store.steps().list(project, ids).stream().collect(Collectors.groupingBy(StepRow::build));
    Map<BuildId, List<Artifact>> artifacts =
        store.artifacts().list(project, ids).stream()
            .collect(
                Collectors.groupingBy(
                    ArtifactRows.OfBuild::build,
                    Collectors.mapping(ArtifactRows.OfBuild::artifact, Collectors.toList())));
    return rows.stream()
        .map(row ->
            build(
                row,
                steps.getOrDefault(row.id(), List.of()),
                artifacts.getOrDefault(row.id(), List.of())))
        .toList();
  }

  private Build build(BuildRow row, List<StepRow> steps, List<Artifact> artifacts) {
    return new Build(
        row.id(),
        row.project(),
        row.number(),
        row.what(),
        row.trigger(),
        row.state(),
        row.reason(),
        row.rerunOf(),
        row.times(),
        steps.stream().map(step -> step(row.project(), step)).toList(),
        artifacts);
  }

  private Build.Step step(String project, StepRow step) {
    Optional<Run> run =
        step.state() == StepState.SUBMITTED ? jobs.run(project, step.job()) : Optional.empty();
    return new Build.Step(
        step.name(),
        step.definition().needs(),
        step.state(),
        run.isPresent() || step.ran() ? step.run() : null,
        run.map(Run::state).orElse(step.ran() ? ended(step) : null),
        run.map(Run::reason).orElse(step.reason()),
        run.map(live -> live.work().worker()).orElse(step.worker()),
        run.map(live -> live.work().exitCode()).orElse(step.exitCode()));
  }

  private static @Nullable RunState ended(StepRow step) {
    return switch (step.state()) {
      case SUCCEEDED -> RunState.SUCCEEDED;
      case FAILED -> RunState.FAILED;
      case KILLED -> RunState.KILLED;
      case EXPIRED -> RunState.EXPIRED;
      case CANCELLED -> RunState.CANCELLED;
      case SUBMITTED, BLOCKED, SKIPPED -> null;
    };
  }
}
