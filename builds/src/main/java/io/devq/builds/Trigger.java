package io.devq.builds;

/// What made a build be asked for.
public enum Trigger {
  /// A push, told by a hook.
  PUSH,
  /// A person or a program.
  MANUAL,
  /// Somebody repeated an earlier build.
  RERUN
}
