package io.devq.jobs;

/// Whose doing an outcome is, so that retry rules and people can tell a failed test from a lost
/// worker.
public enum OutcomeClass {
  /// The work itself said so.
  WORK,
  /// The worker was lost.
  LOST,
  /// A time limit.
  TIMEOUT,
  /// Somebody asked, or an overlap policy did.
  CANCELLED,
  /// The worker would not take it.
  REFUSED,
  /// DevQ itself.
  SYSTEM
}
