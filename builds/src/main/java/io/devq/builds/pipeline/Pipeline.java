package io.devq.builds.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a pipeline file says.
///
/// @param push which pushes build
/// @param steps in the order of the file; their needs name steps of this list and make no circle
public record Pipeline(Push push, List<Step> steps) {

  /// Copies the list.
  public Pipeline {
    steps = List.copyOf(steps);
  }

  /// Which pushes of branches build.
  public sealed interface Push {

    /// The push of any branch.
    record Any() implements Push {}

    /// The push of a branch that one of these patterns matches.
    record Branches(List<Glob> patterns) implements Push {

      /// Copies the list.
      public Branches {
        patterns = List.copyOf(patterns);
      }
    }

    /// Whether a push of `branch` builds.
    default boolean builds(String branch) {
      return switch (this) {
        case Any() -> true;
        case Branches(List<Glob> patterns) ->
            patterns.stream().anyMatch(pattern -> pattern.matches(branch));
      };
    }
  }

  /// A step: one job for a runner.
  ///
  /// @param script what the shell runs
  /// @param needs the steps that must have succeeded before
  /// @param artifacts patterns of the files that the step makes and DevQ keeps
  /// @param labels what a runner must offer
  /// @param timeout how long it may run
  /// @param env its variables, those of the pipeline included
  /// @param lostAttempts how often it is given to another runner after losing one
  public record Step(
      String name,
      String script,
      List<String> needs,
      List<String> artifacts,
      List<String> labels,
      Duration timeout,
      Map<String, String> env,
      int lostAttempts) {

    /// Copies the collections.
    public Step {
      needs = List.copyOf(needs);
      artifacts = List.copyOf(artifacts);
      labels = List.copyOf(labels);
      env = Map.copyOf(env);
    }
  }

  /// The step of that name, or null.
  public @Nullable Step step(String name) {
    return steps.stream().filter(step -> step.name().equals(name)).findFirst().orElse(null);
  }
}
