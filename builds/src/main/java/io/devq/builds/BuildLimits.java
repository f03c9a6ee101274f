package io.devq.builds;

import java.time.Duration;

/// Every bound of builds that a user can meet, once.
public final class BuildLimits {

  /// The pipeline file.
  public static final int PIPELINE_BYTES = 500 * 1024;

  /// Steps of one pipeline.
  public static final int STEPS = 256;

  /// How deep a pipeline file nests.
  public static final int DEPTH = 20;

  /// Aliases (`*name`) in a pipeline file.
  public static final int ALIASES = 100;

  /// Problems of a pipeline file told at once.
  public static final int FLAWS = 20;

  /// Variables of a pipeline or a step.
  public static final int VARIABLES = 100;

  /// Branch patterns of a trigger, and artifact patterns of a step.
  public static final int PATTERNS = 100;

  /// Script, variables and patterns of a step together, as JSON.
  public static final int STEP_BYTES = 48 * 1024;

  /// How long a step runs unless told otherwise.
  public static final Duration STEP_TIMEOUT = Duration.ofMinutes(60);

  /// How long a step may run at most.
  public static final Duration LONGEST_STEP = Duration.ofDays(5);

  /// One artifact.
  public static final long ARTIFACT_BYTES = 10L << 30;

  /// Artifacts of one build.
  public static final int ARTIFACTS = 5_000;

  /// Characters of the name of an artifact.
  public static final int ARTIFACT_NAME = 500;

  /// Characters of the name of a repository or a step.
  public static final int NAME = 100;

  /// Characters of a reason.
  public static final int REASON = 8_000;

  /// Rows of one page of a list.
  public static final int PAGE = 200;

  /// How often DevQ takes up a build again whose own job has ended without it.
  public static final int RESTARTS = 10;

  private BuildLimits() {}
}
