package io.devq.builds.flow;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.builds.Artifact;
import io.devq.builds.BuildListener;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.builds.pipeline.Glob;
import io.devq.builds.store.ArtifactRows;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildStore;
import io.devq.builds.store.StepRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The end of a build: it has succeeded only when every artifact its steps declare is noted and its
/// bytes were read again and found whole.
final class Completion {

  private static final Set<String> DAMAGE = Set.of("blob_not_found", "blob_corrupt");

  private final BuildStore store;
  private final Blobs blobs;
  private final BuildReader reader;
  private final BuildListener listener;

  Completion(BuildStore store, Blobs blobs, BuildReader reader, BuildListener listener) {
    this.store = store;
    this.blobs = blobs;
    this.reader = reader;
    this.listener = listener;
  }

  /// Why a step that ran well has not done what it declares, or null.
  ///
  /// @param attempt the attempt that succeeded; what others stored does not count
  @Nullable String missing(BuildRow build, StepRow step, int attempt) {
    List<Artifact> stored =
        artifacts(build).stream()
            .filter(artifact -> artifact.run().equals(step.run()))
            .filter(artifact -> artifact.attempt() == attempt)
            .toList();
    return step.definition().artifacts().stream()
        .filter(
            pattern -> stored.stream().noneMatch(artifact -> isMadeBy(pattern, artifact.name())))
        .findFirst()
        .map(pattern -> "It stored no artifact that matches " + pattern + ".")
        .orElse(null);
  }

  // Runners name an artifact by the last part of its path.
  private static boolean isMadeBy(String pattern, String name) {
    String last = pattern.substring(pattern.lastIndexOf('/') + 1);
    return new Glob(pattern).covers(name) || new Glob(last).matches(name);
  }

  private List<Artifact> artifacts(BuildRow build) {
    return store.artifacts().list(build.project(), List.of(build.id())).stream()
        .map(ArtifactRows.OfBuild::artifact)
        .toList();
  }

  /// Ends a build whose steps have all succeeded.
  void succeed(BuildRow build, List<StepRow> steps) {
    Optional<String> wrong =
        steps.stream()
            .flatMap(step ->
                Optional.ofNullable(missing(build, step, step.attempt())).stream()
                    .map(reason -> "Step " + step.name() + ": " + reason))
            .findFirst()
            .or(() -> damaged(build));
    Failpoint.pass("build.before-succeeded");
    boolean moved =
        wrong.isPresent()
            ? store.builds().move(build, BuildState.FAILED, wrong.get())
            : store.builds().move(build, BuildState.SUCCEEDED, null);
    if (moved && wrong.isEmpty()) {
      Failpoint.pass("build.after-succeeded");
      announce(build);
    }
  }

  private Optional<String> damaged(BuildRow build) {
    Set<Sha256> whole = new HashSet<>();
    for (Artifact artifact : artifacts(build)) {
      if (whole.add(artifact.blob().sha256())) {
        String damage = damage(artifact);
        if (damage != null) {
          return Optional.of(damage);
        }
        store.builds().attend(build.project(), build.id());
      }
    }
    return Optional.empty();
  }

  private @Nullable String damage(Artifact artifact) {
    try {
      Blob read = blobs.verify(artifact.blob().sha256());
      return read.equals(artifact.blob())
          ? null
          : "The artifact " + artifact.name() + " is stored with another length; build again.";
    } catch (Problem problem) {
      if (DAMAGE.contains(problem.code())) {
        return "The artifact " + artifact.name() + " is damaged in the store; build again.";
      }
      throw problem;
    }
  }

  /// Tells the listener that a build has succeeded.
  void announce(BuildRow build) {
    store
        .builds()
        .find(build.project(), build.id())
        .ifPresent(
            row -> listener.onSucceeded(reader.read(row.project(), List.of(row)).getFirst()));
  }

  /// Ends a build of which steps failed.
  void fail(BuildRow build, List<StepRow> steps) {
    store.steps().endBlocked(build, StepState.SKIPPED, "Another step failed.");
    Failpoint.pass("build.before-failed");
    boolean _ = store.builds().move(build, BuildState.FAILED, reason(steps));
  }

  /// Which steps failed, and why.
  static String reason(List<StepRow> steps) {
    return steps.stream()
        .filter(Completion::isBad)
        .map(step -> "Step " + step.name() + " " + verb(step.state()) + ": " + step.reason())
        .collect(Collectors.joining(" "));
  }

  /// Whether a step keeps its build from succeeding.
  static boolean isBad(StepRow step) {
    return switch (step.state()) {
      case FAILED, KILLED, CANCELLED, EXPIRED -> true;
      case BLOCKED, SUBMITTED, SUCCEEDED, SKIPPED -> false;
    };
  }

  private static String verb(StepState state) {
    return switch (state) {
      case KILLED -> "was killed";
      case CANCELLED -> "was cancelled";
      case EXPIRED -> "waited too long";
      case FAILED, BLOCKED, SUBMITTED, SUCCEEDED, SKIPPED -> "failed";
    };
  }
}
