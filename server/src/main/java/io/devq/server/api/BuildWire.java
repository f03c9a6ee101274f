package io.devq.server.api;

import io.devq.builds.Artifact;
import io.devq.builds.Build;
import io.devq.builds.Repository;
import io.devq.protocol.BuildViews;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Builds between their module and the wire.
final class BuildWire {

  private BuildWire() {}

  static BuildViews.Repository view(Repository repository, boolean withSecret) {
    return new BuildViews.Repository(
        repository.name(),
        repository.source(),
        repository.branch(),
        repository.createdAt(),
        withSecret ? repository.hookSecret() : null);
  }

  static BuildViews.Build view(Build build, BuildViews.@Nullable Deployable deployable) {
    Build.What what = build.what();
    Build.Times times = build.times();
    return new BuildViews.Build(
        build.id(),
        build.number(),
        what.repository(),
        what.branch(),
        what.tag(),
        what.commit(),
        what.title(),
        what.author(),
        build.trigger().name().toLowerCase(Locale.ROOT),
        build.state().name(),
        build.reason(),
        build.rerunOf(),
        times.createdAt(),
        times.startedAt(),
        times.finishedAt(),
        times.lastHeartbeatAt(),
        build.steps().stream().map(BuildWire::view).toList(),
        build.artifacts().stream().map(BuildWire::view).toList(),
        deployable);
  }

  private static BuildViews.Step view(Build.Step step) {
    return new BuildViews.Step(
        step.name(),
        state(step),
        step.needs(),
        step.run(),
        step.worker(),
        step.exitCode(),
        step.reason());
  }

  // While there is a run its own state says more; once the step is over the step's state counts,
  // which may be worse: a run that went well but left no artifact.
  private static String state(Build.Step step) {
    if (step.state().isFinal()) {
      return step.state().name();
    }
    return step.runState() == null ? "BLOCKED" : step.runState().name();
  }

  static BuildViews.Artifact view(Artifact artifact) {
    return new BuildViews.Artifact(
        artifact.name(),
        artifact.blob().sha256(),
        artifact.blob().size(),
        artifact.step(),
        artifact.storedAt());
  }
}
